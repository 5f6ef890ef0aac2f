using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Conformance;

/// <summary>A value set of our package, written out.</summary>
internal sealed class CodeSet
{
    private readonly FrozenSet<(string System, string Code)> _codings;
    private readonly FrozenSet<string> _codes;

    private CodeSet(IReadOnlyCollection<(string System, string Code)> codings)
    {
        _codings = codings.ToFrozenSet();
        _codes = codings.Select(coding => coding.Code).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Expands what names its codes, or a whole code system of ours; null for anything else.</summary>
    public static CodeSet? Expand(ValueSet valueSet, IReadOnlyDictionary<string, CodeSystem> codeSystems)
    {
        var codings = new List<(string, string)>();
        foreach (var include in valueSet.Compose?.Include ?? [])
        {
            if (include.System is not { } system || include.Filter.Count > 0 || include.ValueSet.Any())
                return null;
            if (include.Concept.Count > 0)
                codings.AddRange(include.Concept.Select(concept => (system, concept.Code!)));
            else if (codeSystems.TryGetValue(system, out var codeSystem))
                codings.AddRange(codeSystem.Concept.Select(concept => (system, concept.Code!)));
            else
                return null;
        }

        return new CodeSet(codings);
    }

    public bool Holds(Base value) => value switch
    {
        CodeableConcept concept => concept.Coding.Any(Holds),
        Coding coding => coding is { System: not null, Code: not null } && _codings.Contains((coding.System, coding.Code)),
        PrimitiveType primitive => primitive.JsonValue is string code && _codes.Contains(code),
        _ => false,
    };
}
