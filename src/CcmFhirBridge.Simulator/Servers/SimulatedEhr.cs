using System.Net;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Histories;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Simulator.Servers;

/// <summary>A running simulated EHR: a real HTTP server on the loopback address over an in-memory FHIR R4 store.</summary>
public sealed class SimulatedEhr : IAsyncDisposable
{
    private const int LongestRequestLine = 64 * 1024;

    private readonly WebApplication application;

    private SimulatedEhr(WebApplication application, FhirStore store, WriteHistory history, QuirkList quirks)
    {
        (this.application, Store, History, Quirks) = (application, store, history, quirks);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>FHIR base URL without a trailing slash, as clients and links name it.</summary>
    public string BaseUrl { get; private set; } = "";

    public FhirStore Store { get; }

    /// <summary>Everything that clients wrote.</summary>
    public WriteHistory History { get; }

    public QuirkList Quirks { get; }

    /// <summary>What asks for tokens; null when everybody is let in.</summary>
    public SmartDoor? Door { get; private init; }

    public static async Task<SimulatedEhr> StartAsync(SimulatedEhrOptions options, FhirStore store, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // Some EHRs put whole cursors into their links.
            server.Limits.MaxRequestLineSize = LongestRequestLine;
            server.Listen(IPAddress.Loopback, options.Port);
        });
        var history = new WriteHistory(options.HistoryFile);
        var quirks = new QuirkList();
        foreach (var quirk in options.Quirks)
            quirks.Add(quirk);
        var host = builder.Build();
        var ehr = new SimulatedEhr(host, store, history, quirks)
        {
            Door = options.Door is { } door ? new SmartDoor(door, options.Time, options.BasePath) : null,
        };
        var endpoint = new FhirEndpoint(new Dispatch(store, options, () => ehr.BaseUrl, history), store, history, quirks, ehr.Door, options);
        host.Run(endpoint.HandleAsync);
        try
        {
            await host.StartAsync(cancellation);
        }
        catch
        {
            await ehr.DisposeAsync();
            throw;
        }
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        ehr.Address = new Uri(address);
        ehr.BaseUrl = (options.Origin?.GetLeftPart(UriPartial.Authority) ?? address.TrimEnd('/')) + options.BasePath;
        return ehr;
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody waits for the clients of a simulator.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
        History.Dispose();
    }
}
