using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using CcmFhirBridge.Benchmarks.Serving;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Server;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Tenants;
using CcmFhirBridge.Testing.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>
/// How soon <c>$ccm-status</c> is answered from what is stored, over a real socket, patient after patient; beside it a bare Kestrel endpoint that
/// answers with the same bytes. The door is open: what it costs is its own figure.
/// </summary>
internal static class StatusSpeed
{
    private const double Bound = 10;
    private const int WarmUp = 500;
    private const string Slug = "lakeside";

    public static async Task<bool> RunAsync(int patients, int requests, int seed)
    {
        var holds = await RunAsync("SQLite", patients, requests, seed, database: null);
        if (PostgresServer.Shared is { } server)
            return holds & await RunAsync("PostgreSQL", patients, requests, seed, await PostgresHome.CreateDatabaseAsync(server));
        Console.WriteLine(PostgresServer.Missing);
        return holds;
    }

    private static async Task<bool> RunAsync(string name, int patients, int requests, int seed, string? database)
    {
        var folder = Directory.CreateTempSubdirectory("ccm-bridge-benchmark-");
        try
        {
            var home = new BridgeHome(folder.FullName);
            home.Create();
            if (database is not null)
                home.StoreIn(database);
            var month = ServiceMonth.Of(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
            var practice = SyntheticPractice.Generate(new PracticeOptions { Month = month.FirstDay, Patients = patients, Seed = seed });
            await using var stores = HomeStores.Of(home, TimeProvider.System);
            await StoreAsync(home, stores, practice, month);
            return await MeasureAsync(name, home, stores, [.. practice.Truth.Select(static truth => truth.Patient)], requests, month);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task StoreAsync(BridgeHome home, HomeStores stores, GeneratedPractice practice, ServiceMonth month)
    {
        var store = new FhirStore(TimeProvider.System);
        practice.LoadInto(store);
        await using var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { DefaultPageSize = 250 }, store, CancellationToken.None);
        await File.WriteAllTextAsync(home.TenantFile(Slug), practice.TenantYaml(ehr.BaseUrl));
        var tenant = TenantFolder.LoadAll(home.Tenants, resolveSecrets: true).Tenants.Single();
        var runs = new TenantRuns(home, stores, tenant, TimeProvider.System, "benchmark");
        try
        {
            await using var right = await runs.BeginAsync(CancellationToken.None);
            await runs.SyncAsync(CancellationToken.None);
            await runs.AssessAsync(month, CancellationToken.None);
        }
        finally
        {
            await runs.LetGoAsync();
        }

        // Nobody but the requests works.
        PauseFile.Pause(home, Slug, new TenantPause(TimeProvider.System.GetUtcNow(), "benchmark", null));
    }

    private static async Task<bool> MeasureAsync(string name, BridgeHome home, HomeStores stores, string[] patients, int requests, ServiceMonth month)
    {
        await using var bridge = BridgeServer.Build(new BridgeServerOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Tenants = new HomeTenants(home, stores, TimeProvider.System, "benchmark"),
            Door = new OpenDoor("system/Patient.r"),
            Logging = static logging => logging.ClearProviders(),
        });
        await bridge.StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+json"));
        var address = AddressOf(bridge);
        string Of(int request) => $"{address}/{Slug}/fhir/{patients[(int)(request * 7919L % patients.Length)]}/$ccm-status?month={month}";
        while (!(await client.GetAsync(Of(0))).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await using var bare = await BareAsync(await client.GetByteArrayAsync(Of(0)));
        var same = AddressOf(bare);

        var (told, floor) = (new List<double>(requests), new List<double>(requests));
        // Both in turn, so that what else the machine does slows both.
        for (var request = 0; request < WarmUp + requests; request++)
        {
            var (status, kestrel) = (await TimeAsync(client, Of(request)), await TimeAsync(client, same));
            if (request < WarmUp)
                continue;
            told.Add(status);
            floor.Add(kestrel);
        }

        told.Sort();
        floor.Sort();
        return Gate.AtMost($"$ccm-status p99 in ms, {name}", At(told, 0.99), Bound, string.Create(CultureInfo.InvariantCulture,
            $"p50 {At(told, 0.5):F2}, max {told[^1]:F2}; bare Kestrel with the same bytes p50 {At(floor, 0.5):F2}, p99 {At(floor, 0.99):F2}: {At(told, 0.5) / At(floor, 0.5):F1} and {At(told, 0.99) / At(floor, 0.99):F1} times; {requests} requests over {patients.Length} patients"));
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    private static async Task<double> TimeAsync(HttpClient client, string url)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(url);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : throw new InvalidOperationException($"It answered {(int)answer.StatusCode}.");
    }

    private static async Task<WebApplication> BareAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async http =>
        {
            http.Response.ContentType = "application/fhir+json; charset=utf-8";
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes);
        });
        await app.StartAsync();
        return app;
    }

    private static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
}
