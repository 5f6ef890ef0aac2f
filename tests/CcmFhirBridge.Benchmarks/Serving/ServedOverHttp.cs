using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Benchmarks.Stores;
using CcmFhirBridge.Server;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Benchmarks.Serving;

/// <summary>Reads of one Claim after another over a socket, beside a bare Kestrel endpoint that returns the same bytes.</summary>
internal static class ServedOverHttp
{
    private const int Callers = 8;
    private const int Pairs = 5;

    public static async Task RunAsync(MeasuredStore measured, int claims, int requests)
    {
        var tenant = BenchmarkTenant.Create() with { Slug = MeasuredStore.Tenant };
        await using var app = BridgeServer.Build(new BridgeServerOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Tenants = new ServedTenant(tenant, measured.Store),
            Door = new OpenDoor("system/Claim.rs"),
            Logging = static logging => logging.ClearProviders(),
        });
        await app.StartAsync();
        using var ours = new HttpClient { BaseAddress = AddressOf(app) };
        while (!app.Services.GetRequiredService<TenantWorkerHost>().HasLooked)
            await Task.Yield();
        var body = await ours.GetByteArrayAsync(Address(1));

        await using var bare = Bare(body);
        await bare.StartAsync();
        using var theirs = new HttpClient { BaseAddress = AddressOf(bare) };
        var reads = new List<(double Rate, double Tail)>();
        var floors = new List<(double Rate, double Tail)>();
        await AskAsync(ours, claims, requests / Pairs);
        await AskAsync(theirs, claims, requests / Pairs);
        // In pairs, so that what the machine does besides meets both.
        for (var pair = 0; pair < Pairs; pair++)
        {
            reads.Add(await AskAsync(ours, claims, requests / Pairs));
            floors.Add(await AskAsync(theirs, claims, requests / Pairs));
        }

        var (rate, tail) = (Median(reads, static each => each.Rate), Median(reads, static each => each.Tail));
        var (bareRate, bareTail) = (Median(floors, static each => each.Rate), Median(floors, static each => each.Tail));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"reads of a {body.Length:N0}-byte Claim on {measured.Kind}, {Callers} callers: {rate:N0} a second, {rate / bareRate:0.00} of bare Kestrel; p99 {tail:0.00} ms, {tail / bareTail:0.0} times bare Kestrel's"));
        await app.StopAsync();
    }

    private static WebApplication Bare(byte[] body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            http.Response.ContentType = FhirFormats.JsonType;
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body);
        });
        return app;
    }

    private static async Task<(double Rate, double Tail)> AskAsync(HttpClient client, int claims, int requests)
    {
        var took = new double[requests];
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number < requests; number = Interlocked.Increment(ref next))
            {
                var asked = Stopwatch.GetTimestamp();
                await client.GetByteArrayAsync(Address(1 + (number * 7919L % claims)));
                took[number] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        }));
        var rate = requests / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (rate, took.Order().ElementAt(requests * 99 / 100));
    }

    private static Uri Address(long number) => new($"/{MeasuredStore.Tenant}/fhir/Claim/{ServedLedger.Revision(number).ToLowerInvariant()}", UriKind.Relative);

    private static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private static double Median(List<(double Rate, double Tail)> runs, Func<(double Rate, double Tail), double> of) => runs.Select(of).Order().ElementAt(Pairs / 2);
}
