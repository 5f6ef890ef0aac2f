using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>What became of a patient's bill in a release.</summary>
public enum ReleaseStatus
{
    /// <summary>Planned now; in a dry run, it would be.</summary>
    Planned,

    /// <summary>The ledger already holds exactly this.</summary>
    AlreadyPlanned,

    /// <summary>The month's gate is shut for the patient.</summary>
    Refused,

    /// <summary>Assessed anew, it is no longer a bill.</summary>
    NotBillable,

    /// <summary>A check of the release holds it.</summary>
    Held,

    /// <summary>The independent bounds refuse it.</summary>
    OutOfBounds,

    /// <summary>Its body does not conform; kept, never sent.</summary>
    Quarantined,

    /// <summary>An earlier claim of the patient-month stands and says something else.</summary>
    NeedsCorrection,

    /// <summary>A fault of ours; the others went on.</summary>
    Failed,
}

/// <summary>One patient of a release.</summary>
public sealed record PatientRelease
{
    /// <summary><c>Patient/id</c>.</summary>
    public required string Patient { get; init; }

    public required ReleaseStatus Status { get; init; }

    /// <summary>Why the gate is shut; <see cref="ReleaseRefusal.None"/> when it is not.</summary>
    public ReleaseRefusal Refusal { get; init; }

    /// <summary>Why, for a person; no patient data.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>What the month came to when it was computed anew.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Payer class by which it was decided; null when none can be told.</summary>
    public string? Payer { get; init; }

    /// <summary>Whether whoever pays takes replacement and void claims, and the claim that stands is billed to the same coverage as the month is now.</summary>
    public bool IsReplaceable { get; init; }

    /// <summary>Where the month stands in the ledger; null when nothing of it was ever planned.</summary>
    public ClaimSlot? Slot { get; init; }

    /// <summary>Identifier of the claim, or null when none was made.</summary>
    public string? Identifier { get; init; }

    public int Revision { get; init; }

    /// <summary>What a Claim that stands without any line in the ledger bills, by its own words; empty where the ledger has its lines.</summary>
    public ImmutableArray<BilledLine> Billed { get; init; } = [];

    /// <summary>Lines of the bill.</summary>
    public ImmutableArray<ServiceLine> Lines { get; init; } = [];

    public decimal Charge => Lines.Sum(line => line.Charge ?? 0m);
}

/// <summary>What a release came to; the same for a dry run, which writes nothing.</summary>
/// <param name="Month">Service month.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Patients">Everybody with a bill, or with one that stands in the ledger.</param>
/// <param name="OnHold">Patients of the month whose outcome is hold: a person must decide before there is a bill.</param>
public sealed record ReleaseReport(ServiceMonth Month, bool DryRun, ImmutableArray<PatientRelease> Patients, int OnHold)
{
    public int Count(ReleaseStatus status) => Patients.Count(patient => patient.Status == status);

    public decimal ChargePlanned => Patients.Where(patient => patient.Status == ReleaseStatus.Planned).Sum(patient => patient.Charge);
}
