using System.Text.Json;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>An entry that has not come to rest, as <c>outbox list</c> shows it.</summary>
/// <param name="Type">FHIR type.</param>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Lines">Code and units of a charge; empty for a Claim, of which a patient has one a month.</param>
/// <param name="State">Where it stands.</param>
internal sealed record OpenEntry(string Type, string Patient, string Lines, string State)
{
    /// <summary>Why, in the product's words; two entries are the same without it.</summary>
    public string? Reason { get; init; }

    public static OpenEntry Of(BillPart part, string state) => new(part.Type, part.Patient, part.IsClaim ? "" : part.Lines, state);

    public static OpenEntry Of(JsonElement listed) => new(
        listed.GetProperty("resourceType").GetString()!,
        listed.GetProperty("patient").GetString()!,
        listed.GetProperty("code").GetString() is { } code ? BillPart.Line(code, listed.GetProperty("units").GetInt32()) : "",
        listed.GetProperty("state").GetString()!)
    { Reason = listed.GetProperty("reason").GetString() };

    public bool Equals(OpenEntry? other) => other is not null && (Type, Patient, Lines, State) == (other.Type, other.Patient, other.Lines, other.State);

    public override int GetHashCode() => HashCode.Combine(Type, Patient, Lines, State);

    public override string ToString() => $"{Type} of {Patient} {Lines}: {State}{(Reason is null ? "" : $" ({Reason})")}";
}
