using CcmFhirBridge.Torture.Simulations.Practices;

namespace CcmFhirBridge.Torture.Simulations.Ehrs;

/// <summary>A resource that the EHR created, for ever.</summary>
/// <param name="Number">In the order of its history.</param>
/// <param name="At">When.</param>
/// <param name="Shown">From when its searches show it.</param>
/// <param name="Type">FHIR type.</param>
/// <param name="Identifier">Value of the shared identifier.</param>
/// <param name="RevisionIdentifier">Value of the identifier of the revision.</param>
/// <param name="Body">What it says.</param>
/// <param name="Reference"><c>Type/id</c>.</param>
internal sealed record EhrCommit(
    int Number, DateTimeOffset At, DateTimeOffset Shown, string Type, string Identifier, string RevisionIdentifier, string Body, string Reference)
{
    /// <summary>The EHR made a second one of one request.</summary>
    public bool Doubled { get; init; }

    /// <summary>The EHR changed what it was sent.</summary>
    public bool Damaged { get; init; }

    /// <summary>It was there before the history began, from a ledger that is lost.</summary>
    public bool Older { get; init; }

    /// <summary>How many changes of the practice had been read, and all months judged by them, when it was sent.</summary>
    public int Judged { get; init; }

    /// <summary>When it was taken back; null while it stands.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }

    /// <summary>Whether it withdraws a bill instead of being one.</summary>
    public bool IsVoid => Words[0].StartsWith("Claim;8:", StringComparison.Ordinal);

    private string[] Words => Body.Split('|');

    public PatientMonthKey Key => new(Words[3], Words[4]);

    public string Lines => Words[5];
}

/// <summary>A write that reached the EHR.</summary>
/// <param name="RevisionIdentifier">Of what.</param>
/// <param name="Refused">Whether it was refused for good.</param>
internal readonly record struct EhrArrival(string RevisionIdentifier, bool Refused);
