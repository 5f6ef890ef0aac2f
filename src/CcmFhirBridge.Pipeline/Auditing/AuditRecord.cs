using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>
/// One thing that happened, for the trail: identifiers, words and counts. Never a patient's name, a note's text, a token, or what a person
/// gave as a reason.
/// </summary>
public sealed record AuditRecord
{
    /// <summary>Agent of what the bridge does by itself.</summary>
    public const string Bridge = "bridge";

    public static ImmutableSortedDictionary<string, string> NoDetails { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static ImmutableSortedSet<string> Nobody { get; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>When, by our clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="AuditKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Who: <see cref="Bridge"/>, the person who decided, or the client that asked.</summary>
    public string Agent { get; init; } = Bridge;

    /// <summary>What was done, in a word.</summary>
    public required string Action { get; init; }

    /// <summary>One of <see cref="AuditOutcomes"/>.</summary>
    public string Outcome { get; init; } = AuditOutcomes.Done;

    /// <summary>What it was done to: a revision identifier, a resource, a month; empty when the kind says enough.</summary>
    public string Subject { get; init; } = "";

    /// <summary><c>Patient/id</c> in the EHR of everybody it concerns.</summary>
    public ImmutableSortedSet<string> Patients { get; init; } = Nobody;

    /// <summary>More, by name.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } = NoDetails;

    /// <summary>The record with one more detail; without it when there is none to tell.</summary>
    public AuditRecord With(string name, string? value) => value is null ? this : this with { Details = Details.SetItem(name, value) };

    /// <inheritdoc cref="With(string, string?)"/>
    public AuditRecord With(string name, long value) => With(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The record with patients.</summary>
    public AuditRecord About(IEnumerable<string> patients) => this with { Patients = Patients.Union(patients) };
}
