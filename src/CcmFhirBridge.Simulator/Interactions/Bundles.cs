using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>Transaction (all or nothing, urn:uuid references resolved) and batch (each entry for itself).</summary>
internal sealed class Bundles(Dispatch dispatch, ResourceWriter writer, FhirStore store, SimulatedEhrOptions options)
{
    private static readonly string[] Order = ["DELETE", "POST", "PUT", "GET"];

    public FhirAnswer Handle(FhirRequest request)
    {
        var bundle = Json.Object(request.Body);
        if (Json.Text(bundle, "resourceType") != "Bundle")
            throw new FhirFailure(400, "structure", "Only a Bundle can be posted to the base.");
        var entries = bundle.TryGetProperty("entry", out var found) && found.ValueKind == JsonValueKind.Array
            ? found.EnumerateArray().Select(entry => BundleEntry.Of(entry, request)).ToList()
            : [];
        return Json.Text(bundle, "type") switch
        {
            "transaction" when options.TransactionsInPieces => InPieces(entries, "transaction-response"),
            "transaction" when options.Transactions => Transaction(entries),
            "batch" when options.Batches => InPieces(entries, "batch-response"),
            _ => throw new FhirFailure(422, "not-supported", "This server does not take this type of Bundle."),
        };
    }

    private FhirAnswer Transaction(List<BundleEntry> entries)
    {
        RefuseTwice(entries);
        lock (store.Gate)
        {
            var written = store.Atomically(() =>
            {
                var references = Assign(entries);
                return entries.OrderBy(entry => Array.IndexOf(Order, entry.Request.Method)).Select(entry => Run(entry, references)).ToList();
            });
            foreach (var (entry, result) in written)
            {
                if (result is { Wrote: true })
                    dispatch.Commit(entry.Request, () => result);
            }
        }
        return Answer("transaction-response", entries);
    }

    private FhirAnswer InPieces(List<BundleEntry> entries, string type)
    {
        foreach (var entry in entries)
        {
            try
            {
                if (entry.Request.Path.Count == 0)
                    throw new FhirFailure(400, "value", "A Bundle within a Bundle is not taken.");
                entry.Answer = dispatch.Handle(entry.Request);
            }
            catch (FhirFailure failure)
            {
                entry.Answer = new FhirAnswer { Status = failure.Status, Body = Json.Outcome("error", failure.Code, failure.Message) };
            }
        }
        return Answer(type, entries);
    }

    private static void RefuseTwice(List<BundleEntry> entries)
    {
        var targets = entries.Where(entry => entry.Request is { Method: "PUT" or "DELETE", Path.Count: 2 }).Select(entry => string.Join('/', entry.Request.Path));
        if (targets.GroupBy(target => target, StringComparer.Ordinal).Any(group => group.Count() > 1))
            throw new FhirFailure(400, "invalid", "A transaction names one resource twice.");
    }

    /// <summary>Gives every new resource its id, so that references between entries can be resolved before anything is stored.</summary>
    private Dictionary<string, string> Assign(List<BundleEntry> entries)
    {
        var references = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            string? id = null;
            if (entry.Request is { Method: "POST", Path.Count: 1 })
                id = writer.FindExisting(entry.Type, entry.Request)?.Id ?? (entry.AssignedId = store.AssignId(entry.Type));
            else if (entry.Request is { Method: "PUT", Path.Count: 2 })
                id = entry.Request.Path[1];
            else if (entry.Request is { Method: "PUT", Path.Count: 1 })
                id = writer.Search(entry.Type, entry.Request.Query, entry.Request.IndexedUntil)?.Id;
            if (id is not null && entry.FullUrl is { } fullUrl)
                references[fullUrl] = $"{entry.Type}/{id}";
        }
        return references;
    }

    private (BundleEntry Entry, WriteResult? Result) Run(BundleEntry entry, Dictionary<string, string> references)
    {
        if (!entry.Request.IsWrite)
        {
            entry.Answer = dispatch.Handle(entry.Request);
            return (entry, null);
        }
        if (!ResourceTypes.All.Contains(entry.Type) || options.HiddenTypes.Contains(entry.Type))
            throw new FhirFailure(404, "not-supported", "This server has no such type.");
        var request = entry.Resource is { } resource
            ? entry.Request with { Body = Encoding.UTF8.GetBytes(ResourceBody.Resolve(resource, references).GetRawText()) }
            : entry.Request;
        var result = entry.AssignedId is { } id && !options.ReadOnlyTypes.Contains(entry.Type)
            ? writer.Create(entry.Type, Json.Object(request.Body), request, id)
            : dispatch.Perform(request, entry.Type);
        entry.Answer = dispatch.Answer(request, result);
        return (entry, result);
    }

    private static FhirAnswer Answer(string type, List<BundleEntry> entries)
    {
        var answers = new JsonArray();
        foreach (var entry in entries)
            answers.Add((JsonNode)EntryNode(entry.Answer!));
        return new FhirAnswer
        {
            Status = 200,
            Body = Json.Bytes(new JsonObject { ["resourceType"] = "Bundle", ["type"] = type, ["entry"] = answers }),
        };
    }

    private static JsonObject EntryNode(FhirAnswer answer)
    {
        var response = new JsonObject { ["status"] = answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        if (answer.Location is { } location)
            response["location"] = location;
        if (answer.Version is { } version)
        {
            response["etag"] = version.ETag;
            response["lastModified"] = Instant.Write(version.LastUpdated);
        }
        var body = answer.Body.Length == 0 ? null : JsonNode.Parse(answer.Body);
        var entry = new JsonObject { ["response"] = response };
        if (answer.Status >= 400)
            response["outcome"] = body;
        else if (body is not null)
            entry["resource"] = body;
        return entry;
    }
}
