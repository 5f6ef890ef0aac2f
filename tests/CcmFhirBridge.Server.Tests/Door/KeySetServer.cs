using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>Where a client publishes its keys, on this machine; it counts who asks.</summary>
internal sealed class KeySetServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private KeySetServer(WebApplication app) => _app = app;

    public Func<HttpContext, Task> Answer { get; set; } = static http => http.Response.WriteAsync("""{"keys":[]}""");

    /// <summary>Requests that came, wherever they went.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Uri Address { get; private set; } = null!;

    public static async Task<KeySetServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new KeySetServer(builder.Build());
        server._app.Run(http =>
        {
            Interlocked.Increment(ref server._asked);
            return server.Answer(http);
        });
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/keys");
        return server;
    }

    public void Publish(params SigningKey[] keys) => Answer = http => http.Response.WriteAsync(SigningKey.Set(keys.Select(key => key.Jwk())));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
