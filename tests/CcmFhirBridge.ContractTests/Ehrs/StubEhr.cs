using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Reading;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>WireMock as the EHR at <c>/fhir/r4</c>, and the connection under test to it.</summary>
internal sealed class StubEhr : IAsyncDisposable
{
    public const string Base = "/fhir/r4";

    private readonly WireMockServer _server = WireMockServer.Start();
    private readonly Func<EhrSettings, EhrSettings>? _settings;
    private readonly GatewayLimits _limits;
    private EhrConnection? _connection;

    public StubEhr(Func<EhrSettings, EhrSettings>? settings = null, GatewayLimits? limits = null, string? metadata = null)
    {
        _settings = settings;
        _limits = limits ?? new GatewayLimits();
        On("/metadata", Json(metadata ?? CapabilityJson.Full));
    }

    public SkippingTime Time { get; } = new();

    public string Origin => _server.Url!;

    public string BaseUrl => Origin + Base;

    public EhrConnection Connection => _connection ??= new EhrConnection(Tenants.At(BaseUrl, _settings), Time, _limits, handler: null);

    /// <summary>Requests as they arrived, those for metadata left out.</summary>
    public IReadOnlyList<ReceivedRequest> Requests =>
        [.. _server.LogEntries.Select(entry => new ReceivedRequest(entry)).Where(request => request.Path != Base + "/metadata")];

    public int MetadataRequests => _server.LogEntries.Count(entry => entry.RequestMessage!.Path == Base + "/metadata");

    public StubEhr On(string path, IResponseBuilder answer, string method = "GET", params (string Name, string Value)[] query)
    {
        var request = Request.Create().WithPath(Base + path).UsingMethod(method);
        foreach (var (name, value) in query)
            request = request.WithParam(name, value);
        // A request with more conditions is the better match.
        _server.Given(request).AtPriority(100 - query.Length).RespondWith(answer);
        return this;
    }

    /// <summary>An address beside the FHIR base, such as a token endpoint.</summary>
    public StubEhr Beside(string path, string method, params IResponseBuilder[] answers) => InTurnAt(path, method, answers);

    /// <summary>Answers one after the other; the last one stays.</summary>
    public StubEhr InTurn(string path, string method, params IResponseBuilder[] answers) => InTurnAt(Base + path, method, answers);

    private StubEhr InTurnAt(string path, string method, IResponseBuilder[] answers)
    {
        for (var turn = 0; turn < answers.Length; turn++)
        {
            var mapping = _server.Given(Request.Create().WithPath(path).UsingMethod(method)).InScenario(method + path);
            if (turn > 0)
                mapping = mapping.WhenStateIs("turn" + turn);
            if (turn < answers.Length - 1)
                mapping = mapping.WillSetStateTo("turn" + (turn + 1));
            mapping.RespondWith(answers[turn]);
        }

        return this;
    }

    public static IResponseBuilder Json(string body, int status = 200) =>
        Response.Create().WithStatusCode(status).WithHeader("Content-Type", "application/fhir+json; charset=utf-8").WithBody(body);

    public static IResponseBuilder Status(int status, params (string Name, string Value)[] headers)
    {
        var response = Response.Create().WithStatusCode(status);
        foreach (var (name, value) in headers)
            response = response.WithHeader(name, value);
        return response;
    }

    /// <summary>All pages, their resources as text.</summary>
    public async Task<ReadResult> ReadAsync(ResourceQuery query)
    {
        var result = new ReadResult([], [], false, 0);
        await foreach (var page in Connection.Reader.ReadAsync(query, TestContext.Current.CancellationToken))
        {
            result = new ReadResult(
                [.. result.Resources, .. page.Resources.Select(resource => System.Text.Encoding.UTF8.GetString(resource.Span))],
                [.. result.Gaps, .. page.Gaps.Select(gap => gap.Code)],
                result.PossiblyIncomplete || page.PossiblyIncomplete,
                result.Pages + 1);
        }

        return result;
    }

    public Task<ReadResult> ReadAsync(string type) => ReadAsync(new ResourceQuery(type, null, null));

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _server.Stop();
        _server.Dispose();
    }
}
