using System.Collections.Frozen;
using System.Text.Json;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>Asks for <c>/metadata</c> once and keeps the answer until somebody asks for a new one; a failure is not kept.</summary>
internal sealed class CapabilityStatements(EhrGateway gateway) : IDisposable
{
    private const string Asked = "GET metadata";

    private readonly SemaphoreSlim _once = new(1, 1);
    private Capabilities? _known;

    public async Task<Capabilities> GetAsync(CancellationToken cancellation)
    {
        if (_known is { } known)
            return known;
        await _once.WaitAsync(cancellation);
        try
        {
            return _known ??= await AskAsync(cancellation);
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>Asks again whatever is known; a failure leaves what was known.</summary>
    public async Task<Capabilities> RefreshAsync(CancellationToken cancellation)
    {
        await _once.WaitAsync(cancellation);
        try
        {
            return _known = await AskAsync(cancellation);
        }
        finally
        {
            _once.Release();
        }
    }

    public void Dispose() => _once.Dispose();

    private async Task<Capabilities> AskAsync(CancellationToken cancellation)
    {
        using var answer = await gateway.GetResourceAsync(gateway.Origins.Below("metadata"), Asked, fresh: false, cancellation);
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return Read(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw Unusable("the capability statement is not readable JSON", broken);
        }
    }

    private Capabilities Read(JsonElement statement)
    {
        if (statement.Text("resourceType") != "CapabilityStatement")
            throw Unusable("no CapabilityStatement there");
        if (statement.Text("fhirVersion") is { } version && !version.StartsWith("4.", StringComparison.Ordinal))
            throw Unusable("it is not FHIR R4; many EHRs have one base URL a version");
        var server = statement.Items("rest").Where(rest => rest.Text("mode") is "server" or null).ToList();
        if (server.Count == 0)
            throw Unusable("the capability statement describes no server");
        return new Capabilities
        {
            Types = server.SelectMany(rest => rest.Items("resource"))
                .Where(resource => resource.Text("type") is not null)
                .GroupBy(resource => resource.Text("type")!, StringComparer.Ordinal)
                .ToFrozenDictionary(group => group.Key, group => Type(group.First()), StringComparer.Ordinal),
            CommonSearchParameters = server.SelectMany(rest => Names(rest, "searchParam", "name")).ToFrozenSet(StringComparer.Ordinal),
            Software = statement.TryGetProperty("software", out var software) && software.ValueKind == JsonValueKind.Object
                ? $"{software.Text("name")} {software.Text("version")}".Trim()
                : "",
            Transaction = server.Exists(rest => Names(rest, "interaction", "code").Contains("transaction", StringComparer.Ordinal)),
        };
    }

    private static TypeCapability Type(JsonElement resource)
    {
        var interactions = Names(resource, "interaction", "code").ToHashSet(StringComparer.Ordinal);
        // A statement without interactions says nothing: asking harms nobody, writing might.
        var silent = interactions.Count == 0;
        var update = interactions.Contains("update");
        return new TypeCapability
        {
            Read = silent || interactions.Contains("read"),
            Search = silent || interactions.Contains("search-type"),
            Create = interactions.Contains("create"),
            Update = update,
            UpdateCreate = update && IsTrue(resource, "updateCreate"),
            ConditionalUpdate = update && IsTrue(resource, "conditionalUpdate"),
            ConditionalCreate = interactions.Contains("create") && IsTrue(resource, "conditionalCreate"),
            SearchParameters = Names(resource, "searchParam", "name").ToFrozenSet(StringComparer.Ordinal),
            Includes = resource.Strings("searchInclude").ToFrozenSet(StringComparer.Ordinal),
        };
    }

    private EhrException Unusable(string problem, Exception? inner = null) =>
        gateway.Failures.Failure(EhrFailure.Protocol, Asked, problem + "; look at ehr.baseUrl", inner);

    private static IEnumerable<string> Names(JsonElement parent, string array, string name) =>
        parent.Items(array).Select(item => item.Text(name)).OfType<string>();

    private static bool IsTrue(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
