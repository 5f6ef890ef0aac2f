using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>One practice with its own EHR connection, settings and data (DESIGN §6, the tenant file).</summary>
public sealed record Tenant
{
    /// <summary>Slug, <c>^[a-z][a-z0-9-]{2,39}$</c>; never renamed nor reused.</summary>
    public required string Slug { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Zone that decides days and months.</summary>
    public required PracticeTimeZone TimeZone { get; init; }

    /// <summary><c>sha256:</c> and the hash of the tenant file's bytes.</summary>
    public required string Revision { get; init; }

    /// <summary>Connection to the EHR.</summary>
    public required EhrSettings Ehr { get; init; }

    /// <summary>Who bills and how.</summary>
    public required BillingSettings Billing { get; init; }

    /// <summary>The practice's own list of people; it overrides what the EHR says of them.</summary>
    public ImmutableArray<PractitionerSetting> Practitioners { get; init; } = [];

    /// <summary>Policy switches.</summary>
    public required TenantPolicy Policy { get; init; }

    /// <summary>By whose rules which payer is billed; empty where nobody but Medicare Part B is.</summary>
    public ImmutableArray<PayerSetting> Payers { get; init; } = [];

    /// <summary>Codes of the practice's EHR that are read as others as well; no two have the same system and code.</summary>
    public ImmutableArray<MappedCode> MappedCodes { get; init; } = [];

    /// <summary>Questions whose answers are lengths of sessions; no two are the same.</summary>
    public ImmutableArray<MappedAnswer> MappedAnswers { get; init; } = [];
}

/// <summary>A person of the practice, as the tenant file states.</summary>
/// <param name="Reference">Relative reference, such as <c>Practitioner/dr-a</c>.</param>
/// <param name="Npi">Ten digits that pass the check digit, or null.</param>
/// <param name="Credential">Credential such as MD or RN, or null.</param>
/// <param name="Role">What overrides the credential (<c>practitioner</c>, <c>clinical-staff</c>, <c>non-clinical</c>), or null.</param>
/// <param name="QualifyingParticipant">Paid with the QP conversion factor.</param>
public sealed record PractitionerSetting(string Reference, string? Npi, string? Credential, PatientRecords.PerformerRole? Role, bool QualifyingParticipant)
{
    private static readonly FrozenSet<string> PaidAShare = new[] { "NP", "CNP", "CANP", "CPNP", "FPNP", "PA", "CNS" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether Medicare pays a share of the physician's amount: NP, PA and CNS, as far as the tenant file states the credential; a CNM is paid in full.</summary>
    public bool IsPaidAShare => Credential is not null && PaidAShare.Contains(Credential);
}
