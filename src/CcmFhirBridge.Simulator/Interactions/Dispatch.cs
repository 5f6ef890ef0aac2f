using System.Text.Json;
using CcmFhirBridge.Simulator.Histories;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Simulator.Vendors;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>Leads a request to its interaction. A write and its line in the history happen under one lock, so the history has the order of the commits.</summary>
internal sealed class Dispatch
{
    private readonly FhirStore store;
    private readonly SimulatedEhrOptions options;
    private readonly Func<string> baseUrl;
    private readonly WriteHistory history;
    private readonly Reading reading;
    private readonly ResourceWriter writer;
    private readonly Bundles bundles;

    public Dispatch(FhirStore store, SimulatedEhrOptions options, Func<string> baseUrl, WriteHistory history)
    {
        (this.store, this.options, this.baseUrl, this.history) = (store, options, baseUrl, history);
        reading = new Reading(store, options, baseUrl);
        writer = new ResourceWriter(store, options);
        bundles = new Bundles(this, writer, store, options);
    }

    public FhirAnswer Handle(FhirRequest request)
    {
        if (request.Path.Count == 0)
            return AtBase(request);
        var type = request.Path[0];
        if (type == "metadata" && request.Method == "GET" && request.Path.Count == 1)
            return new FhirAnswer { Status = 200, Body = CapabilityStatement.Of(options, store, baseUrl()) };
        if (!ResourceTypes.All.Contains(type) || options.HiddenTypes.Contains(type))
            throw new FhirFailure(404, "not-supported", $"This server has no {(ResourceTypes.All.Contains(type) ? type : "such type")}.");
        return request.IsWrite ? Write(request, type) : Read(request, type);
    }

    /// <summary>One write with its history; the lock is re-entrant, so a transaction may hold it already.</summary>
    public WriteResult Commit(FhirRequest request, Func<WriteResult> write)
    {
        lock (store.Gate)
        {
            var result = write();
            if (result.Wrote)
                history.Append(request.Method, result.Version!);
            return result;
        }
    }

    public FhirAnswer Answer(FhirRequest request, WriteResult result)
    {
        var version = result.Version;
        if (version is null or { Deleted: true })
            return new FhirAnswer { Status = result.Status, Version = version };
        var minimal = request.Prefer?.Contains("return=minimal", StringComparison.Ordinal) == true;
        return new FhirAnswer
        {
            Status = result.Status,
            Body = minimal ? [] : version.Body!,
            Version = version,
            Location = $"{baseUrl()}/{version.Reference}/_history/{version.Version}",
        };
    }

    /// <summary>The write itself, without history: <see cref="Commit"/> and the transaction add that.</summary>
    public WriteResult Perform(FhirRequest request, string type)
    {
        if (options.ReadOnlyTypes.Contains(type))
            throw new FhirFailure(405, "not-supported", $"{type} cannot be written here.");
        return (request.Method, request.Path.Count) switch
        {
            ("POST", 1) => writer.Create(type, Json.Object(request.Body), request),
            ("PUT", 2) => writer.Update(type, request.Path[1], Json.Object(request.Body), request.IfMatch, request.IfNoneMatch),
            ("PUT", 1) => writer.UpdateWhere(type, Json.Object(request.Body), request),
            ("DELETE", 2) => writer.Delete(type, request.Path[1], request.IfMatch),
            _ => throw NotAllowed(),
        };
    }

    private FhirAnswer Search(FhirRequest request, string type)
    {
        if (request.Query.FirstOrDefault(pair => pair.Key == "_page").Value is { } token)
            return reading.NextPage(token);
        options.Vendor?.CheckSearch(type, request.Query);
        return reading.Search(type, request.Query, request);
    }

    private FhirAnswer AtBase(FhirRequest request)
    {
        if (request.Method == "POST")
            return bundles.Handle(request);
        var token = request.Query.FirstOrDefault(pair => pair.Key == "_page").Value;
        return request.Method == "GET" && token is not null ? reading.NextPage(token) : throw NotAllowed();
    }

    private FhirAnswer Write(FhirRequest request, string type)
    {
        if (request is { Method: "POST", Path: [_, var name] } && options.Vendor?.Made(type, name, Json.Object(request.Body)) is { } made)
            return Operate(request, type, made);
        if (request is { Method: "POST", Path: [_, var id, var operation] } && options.Vendor is { } vendor && OperateOn(request, vendor, (type, id, operation)) is { } answer)
            return answer;
        return Answer(request, Commit(request, () => Perform(request, type)));
    }

    // It says that it was done and not what was made.
    private FhirAnswer Operate(FhirRequest request, string type, IReadOnlyList<JsonElement> made)
    {
        lock (store.Gate)
        {
            foreach (var resource in made)
                Commit(request, () => new WriteResult(201, store.Put(type, store.AssignId(type), resource), Wrote: true));
        }

        return Done(request);
    }

    private FhirAnswer? OperateOn(FhirRequest request, IVendor vendor, (string Type, string Id, string Name) on)
    {
        lock (store.Gate)
        {
            if (store.Read(on.Type, on.Id) is not { Deleted: false } current)
                throw new FhirFailure(404, "not-found", "There is no such resource.");
            var id = store.AssignId(on.Type);
            if (vendor.MadeOf(current, on.Name, id, Json.Object(request.Body)) is not { } made)
                return null;
            Commit(request, () => new WriteResult(201, store.Put(on.Type, id, made.Made), Wrote: true));
            Commit(request, () => new WriteResult(200, store.Put(on.Type, on.Id, made.Changed), Wrote: true));
        }

        return Done(request);
    }

    private FhirAnswer Done(FhirRequest request) => new() { Status = 200, ContentType = "text/html", Location = $"{baseUrl()}/{string.Join('/', request.Path)}" };

    private FhirAnswer Read(FhirRequest request, string type) => (request.Method, request.Path) switch
    {
        ("GET", [_]) => Search(request, type),
        ("GET", [_, "_search"]) => reading.Search(type, request.Query, request),
        ("POST", [_, "_search"]) => PostSearch(request, type),
        ("GET", [_, var id]) => reading.Read(type, id, request.IfNoneMatch),
        ("GET", [_, var id, "_history"]) => reading.History(type, id),
        ("GET", [_, var id, "_history", var version]) => reading.ReadVersion(type, id, version),
        _ => throw NotAllowed(),
    };

    private FhirAnswer PostSearch(FhirRequest request, string type)
    {
        if (!request.IsForm)
            throw new FhirFailure(415, "not-supported", "A search by POST takes application/x-www-form-urlencoded.");
        var form = FhirRequest.Pairs(System.Text.Encoding.UTF8.GetString(request.Body.Span));
        return reading.Search(type, request.Query.Concat(form), request);
    }

    private static FhirFailure NotAllowed() => new(405, "not-supported", "This method is not offered at this address.");
}
