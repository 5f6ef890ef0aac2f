using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>Definitions that name each other, in front of the base definitions that they constrain. For developers; nothing at run time needs it.</summary>
/// <param name="definitions">StructureDefinitions as JSON.</param>
/// <param name="behind">Asked for everything else.</param>
public sealed class DefinitionSource(IEnumerable<string> definitions, IAsyncResourceResolver behind) : IAsyncResourceResolver
{
    private readonly Dictionary<string, StructureDefinition> _own = definitions
        .Select(json => FhirJsonDeserializer.STRICT.Deserialize<StructureDefinition>(json))
        .ToDictionary(definition => definition.Url!, StringComparer.Ordinal);

    public Task<Resource?> ResolveByUriAsync(string uri) => ResolveByCanonicalUriAsync(uri);

    public async Task<Resource?> ResolveByCanonicalUriAsync(string uri) => (await TryResolveByCanonicalUriAsync(uri)).Value;

    public Task<ResolverResult> TryResolveByUriAsync(string uri) => TryResolveByCanonicalUriAsync(uri);

    public Task<ResolverResult> TryResolveByCanonicalUriAsync(string uri) =>
        _own.TryGetValue(uri, out var own) ? Task.FromResult(new ResolverResult(own)) : behind.TryResolveByCanonicalUriAsync(uri);
}
