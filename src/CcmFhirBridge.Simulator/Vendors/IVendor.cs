using System.Text.Json;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Vendors;

/// <summary>What an EHR of some vendor makes of the resources that clients write.</summary>
public interface IVendor
{
    /// <summary>Search parameters of a type besides <c>_id</c> and <c>_lastUpdated</c>; null for the usual ones.</summary>
    IReadOnlyList<string>? SearchParametersOf(string type);

    /// <summary>What is stored of a resource that a client creates.</summary>
    /// <param name="type">FHIR type.</param>
    /// <param name="resource">As the client sent it.</param>
    /// <exception cref="Interactions.FhirFailure">It is refused.</exception>
    JsonElement Created(string type, JsonElement resource);

    /// <summary>What an operation on a type makes; null when there is no such operation.</summary>
    /// <param name="type">FHIR type.</param>
    /// <param name="name">Name with its <c>$</c>.</param>
    /// <param name="body">As the client sent it.</param>
    /// <exception cref="Interactions.FhirFailure">It is refused.</exception>
    IReadOnlyList<JsonElement>? Made(string type, string name, JsonElement body) => null;

    /// <summary>What an operation on one resource makes of it, and what it makes beside it; null when there is no such operation.</summary>
    /// <param name="current">The resource as it is stored.</param>
    /// <param name="name">Name with its <c>$</c>.</param>
    /// <param name="id">Id of what is made.</param>
    /// <param name="body">As the client sent it.</param>
    /// <exception cref="Interactions.FhirFailure">It is refused.</exception>
    (JsonElement Changed, JsonElement Made)? MadeOf(StoredVersion current, string name, string id, JsonElement body) => null;

    /// <summary>Looks at a search before it is run.</summary>
    /// <exception cref="Interactions.FhirFailure">It is refused.</exception>
    void CheckSearch(string type, IReadOnlyList<KeyValuePair<string, string>> query)
    {
    }

    /// <summary>What is stored after a client updated a resource.</summary>
    /// <param name="type">FHIR type.</param>
    /// <param name="current">As it is stored; null when the update creates.</param>
    /// <param name="resource">As the client sent it.</param>
    /// <exception cref="Interactions.FhirFailure">It is refused.</exception>
    JsonElement Updated(string type, JsonElement? current, JsonElement resource);
}
