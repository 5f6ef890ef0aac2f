using System.Net;
using CcmFhirBridge.Server.Door.Assertions;
using CcmFhirBridge.Server.Door.Tokens;
using CcmFhirBridge.Server.Outbound;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CcmFhirBridge.Server.Door;

/// <summary>Adds what decides who comes in.</summary>
internal static class DoorRegistration
{
    public static IServiceCollection AddDoor(this IServiceCollection services, BridgeServerOptions options)
    {
        services.AddSingleton(new DoorThrottle(options.DoorLimits));
        services.TryAddSingleton(provider => new KeySetFetch(IsForThisMachine(options), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KeySetGateway>();
        services.AddSingleton<AssertionCheck>();
        services.AddSingleton<TokenIssuer>();
        if (options.Door is { } door)
            services.AddSingleton(door);
        else
            services.AddSingleton<IDoor, BearerDoor>();
        return services;
    }

    // Only who sits at this machine can reach such a service, so only they can have registered with it.
    private static bool IsForThisMachine(BridgeServerOptions options) =>
        options.Urls.All(static url => Uri.TryCreate(url, UriKind.Absolute, out var address) && IPAddress.TryParse(address.Host, out var host) && IPAddress.IsLoopback(host))
        && options.PublicUrl is not { IsLoopback: false };
}
