using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir.Serving;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir.Interactions;

/// <summary>Maps what every served type can do, the statement of it, and the answer to everything else.</summary>
internal sealed class ServedEndpoints(IEnumerable<IServedType> types, CapabilityInteraction capability)
{
    private readonly IReadOnlyList<IServedType> _types = [.. types.OrderBy(static type => type.Name, StringComparer.Ordinal)];

    public void Map(TenantRoutes routes)
    {
        foreach (var method in new[] { HttpMethods.Get, HttpMethods.Head })
        {
            routes.MapOpen(method, "/metadata", capability.AnswerAsync);
            foreach (var type in _types)
                MapType(routes, method, type);
        }

        foreach (var type in _types)
            routes.Map(HttpMethods.Post, $"/{type.Name}/_search", new ScopeNeed(type.Name, ScopeVerb.Search), Exactly(type, new SearchInteraction(type).AnswerAsync));
        routes.MapElse(new UnservedInteraction([.. _types.Select(static type => type.Name)]).AnswerAsync);
    }

    private static void MapType(TenantRoutes routes, string method, IServedType type)
    {
        var (read, search) = (new ScopeNeed(type.Name, ScopeVerb.Read), new ScopeNeed(type.Name, ScopeVerb.Search));
        routes.Map(method, $"/{type.Name}/{{id}}", read, Exactly(type, call => ReadInteraction.AnswerAsync(type, call)));
        routes.Map(method, $"/{type.Name}/{{id}}/_history", read, Exactly(type, call => HistoryInteraction.AnswerAsync(type, call)));
        routes.Map(method, $"/{type.Name}/{{id}}/_history/{{version}}", read, Exactly(type, call => ReadInteraction.AnswerVersionAsync(type, call)));
        routes.Map(method, $"/{type.Name}", search, Exactly(type, new SearchInteraction(type).AnswerAsync));
    }

    // Addresses of FHIR are case-sensitive; the routes of the framework are not.
    private static Func<TenantCall, Task> Exactly(IServedType type, Func<TenantCall, Task> work) => call =>
        call.Http.Request.Path.Value!.Split('/') is [_, _, "fhir", var named, ..] && named == type.Name
            ? work(call)
            : throw FhirProblem.NotFound("There is nothing at this address; types are written as FHIR does.");
}
