using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>
/// An EHR on a real socket that does nothing but wait and hand out pages: of each patient the Patient by id, and one page of Encounters by search.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    private const string Statement = """
        {"resourceType":"CapabilityStatement","status":"active","date":"2026-01-01","kind":"instance","fhirVersion":"4.0.1","format":["json"],"software":{"name":"Benchmark","version":"1"},
         "rest":[{"mode":"server","resource":[
          {"type":"Patient","interaction":[{"code":"read"},{"code":"search-type"}],"searchParam":[{"name":"_id","type":"token"}]},
          {"type":"Encounter","interaction":[{"code":"read"},{"code":"search-type"}],"searchParam":[{"name":"patient","type":"reference"},{"name":"date","type":"date"}]}]}]}
        """;

    private readonly WebApplication _host;
    private readonly PatchedPage _patient;
    private readonly PatchedPage _encounters;
    private readonly TimeSpan _latency;
    private readonly Lock _gate = new();
    private TimeSpan _waited;
    private int _waits;

    private PageServer(WebApplication host, int encounters, TimeSpan latency)
    {
        _host = host;
        _latency = latency;
        _patient = new PatchedPage(PatientResource.Of(PatchedPage.Id(0), "Practitioner/0001", new Dice(1)));
        var entries = Population.Visits(PatchedPage.Id(0), encounters).Select((json, number) =>
        {
            var visit = JsonNode.Parse(json)!;
            visit["id"] = $"e0000000-{number}";
            return $$$"""{"fullUrl":"http://127.0.0.1/fhir/Encounter/e0000000-{{{number}}}","resource":{{{visit.ToJsonString()}}},"search":{"mode":"match"}}""";
        });
        _encounters = new PatchedPage($$"""{"resourceType":"Bundle","type":"searchset","total":{{encounters}},"entry":[{{string.Join(',', entries)}}]}""");
    }

    /// <summary>FHIR base URL.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>Bytes of both answers about a patient.</summary>
    public int BytesOfPatient => _patient.Length + _encounters.Length;

    /// <summary>How long an answer has really waited, on the average; zero where none waits.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_gate)
                return _waits == 0 ? TimeSpan.Zero : _waited / _waits;
        }
    }

    public static async Task<PageServer> StartAsync(int encounters, TimeSpan latency)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var host = builder.Build();
        var pages = new PageServer(host, encounters, latency);
        host.Run(pages.AnswerAsync);
        await host.StartAsync();
        pages.BaseUrl = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/fhir";
        return pages;
    }

    /// <summary>Address of the answer about a patient, below the base URL.</summary>
    public static string AddressOf(bool isPatient, int patient) =>
        isPatient ? $"Patient/{PatchedPage.Id(patient)}" : $"Encounter?_count=200&patient={PatchedPage.Id(patient)}";

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (_latency > TimeSpan.Zero)
            await WaitAsync();
        var body = Body(http.Request);
        http.Response.StatusCode = body is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        http.Response.ContentType = "application/fhir+json";
        http.Response.ContentLength = body?.Length ?? 0;
        if (body is not null)
            await http.Response.Body.WriteAsync(body);
    }

    private async Task WaitAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(_latency, TimeProvider.System);
        var waited = Stopwatch.GetElapsedTime(began);
        lock (_gate)
        {
            _waited += waited;
            _waits++;
        }
    }

    private byte[]? Body(HttpRequest request)
    {
        var path = request.Path.Value!;
        if (path.EndsWith("/metadata", StringComparison.Ordinal))
            return System.Text.Encoding.UTF8.GetBytes(Statement);
        if (path.EndsWith("/Encounter", StringComparison.Ordinal) && request.Query["patient"] is [{ } id])
            return _encounters.Of(id);
        return path.Split('/') is [.., "Patient", var patient] ? _patient.Of(patient) : null;
    }
}
