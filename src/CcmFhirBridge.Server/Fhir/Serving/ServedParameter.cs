using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>A search parameter of a served type.</summary>
/// <param name="Name">Its code.</param>
/// <param name="Type">How its values are read.</param>
/// <param name="Definition">Canonical of its SearchParameter.</param>
/// <param name="Target">Type that a reference leads to; null for others.</param>
internal sealed record ServedParameter(string Name, SearchParamType Type, string Definition, string? Target = null)
{
    /// <summary>Whether a reference may be searched for by the identifier that it names (<c>:identifier</c>).</summary>
    public bool HasIdentifier { get; init; }

    /// <summary>What every type has.</summary>
    public static ServedParameter Id { get; } = new("_id", SearchParamType.Token, "http://hl7.org/fhir/SearchParameter/Resource-id");

    /// <inheritdoc cref="Id"/>
    public static ServedParameter LastUpdated { get; } = new("_lastUpdated", SearchParamType.Date, "http://hl7.org/fhir/SearchParameter/Resource-lastUpdated");
}

/// <summary>What a search may bring along.</summary>
/// <param name="Parameter"><c>_include</c> or <c>_revinclude</c>.</param>
/// <param name="Value">As it is asked for: <c>ChargeItem:claim</c>.</param>
/// <param name="Type">FHIR type of what comes along.</param>
internal sealed record ServedInclude(string Parameter, string Value, string Type);
