using System.Text.Json;
using CcmFhirBridge.Claims.Profiles;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Hl7.Fhir.Validation;

namespace CcmFhirBridge.Claims.Conformance;

/// <summary>
/// The last look at a body before it leaves: R4 by the model (structure, cardinality, required codes), then our own snapshot (fixed
/// values, patterns, slices, bindings, invariants). Safe to use from many threads.
/// </summary>
public sealed class ConformanceGate
{
    private static readonly Lazy<ConformanceGate> Built = new(() =>
        new ConformanceGate(BridgePackage.Profiles(), BridgePackage.ValueSets(), BridgePackage.CodeSystems()));

    private readonly ILookup<string, (string Canonical, ElementRule Rules)> _profiles;

    /// <summary>A gate of the profiles of resources among <paramref name="profiles"/>.</summary>
    public ConformanceGate(IEnumerable<StructureDefinition> profiles, IEnumerable<ValueSet> valueSets, IEnumerable<CodeSystem> codeSystems)
    {
        var all = profiles.ToList();
        var compiler = new ProfileCompiler(all, valueSets, codeSystems);
        _profiles = all
            .Where(profile => profile.Kind == StructureDefinition.StructureDefinitionKind.Resource)
            .ToLookup(profile => profile.Type!, profile => (profile.Url!, compiler.Compile(profile)), StringComparer.Ordinal);
    }

    /// <summary>The gate of our own profiles, compiled at first use.</summary>
    public static ConformanceGate Default => Built.Value;

    /// <summary>Base rules that the gate leaves out, by key; the reasons are written at the list.</summary>
    public static IReadOnlyList<string> SkippedInvariants => Invariant.Skipped;

    /// <summary>What does not conform, as <c>path: what</c>, without any value; empty when the body may leave.</summary>
    public IReadOnlyList<string> Check(ReadOnlyMemory<byte> body)
    {
        if (Read(body) is not ({ } resource, { } issues))
            return ["$: is not a readable FHIR R4 resource"];

        // The reader's own messages quote values, so only its codes are told.
        var problems = issues
            .Select(issue => $"{(issue as ExtendedCodedException)?.InstancePath ?? "$"}: is not valid R4 ({issue.ErrorCode})")
            .ToList();

        // What is not even R4 cannot be held against a profile; what merely lacks something can, and is then told by its own path.
        if (issues.Any(issue => issue.ErrorCode != CodedValidationException.MANDATORY_ELEMENT_MUST_BE_PRESENT_CODE))
            return problems;
        if (ProfileOf(resource) is { } profile)
            new ProfileWalk(resource.ToPocoNode(ModelInfo.ModelInspector), problems).Run(profile);
        else
            problems.Add(_profiles.Contains(resource.TypeName)
                ? $"{resource.TypeName}.meta.profile: names none of {string.Join(", ", _profiles[resource.TypeName].Select(known => known.Canonical))}"
                : $"{resource.TypeName}: no profile of ours is for this type");
        return [.. problems.Distinct(StringComparer.Ordinal)];
    }

    // Where one profile is for a type, it is held against that, whatever it says of itself; where several are, it has to say.
    private ElementRule? ProfileOf(Resource resource) => _profiles[resource.TypeName].ToList() switch
    {
        [var only] => only.Rules,
        var several => several.Find(known => resource.Meta?.Profile?.Contains(known.Canonical) == true).Rules,
    };

    private static (Resource? Resource, IReadOnlyList<CodedException> Issues) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            FhirJsonDeserializer.STRICT.TryDeserializeResource(new Utf8JsonReader(body.Span), out var resource, out var issues);
            return (resource is not null && ModelInfo.IsKnownResource(resource.TypeName) ? resource : null, [.. issues]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, []);
        }
    }
}
