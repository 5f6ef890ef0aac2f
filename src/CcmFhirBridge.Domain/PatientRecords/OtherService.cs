using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>
/// A service with a CPT or HCPCS code found in the EHR: a Claim item, ChargeItem, Procedure or the type of an
/// Encounter. It can be an initiating visit, a visit whose time is not CCM time, or a service that conflicts.
/// </summary>
public sealed record OtherService
{
    /// <summary>Resource that names it.</summary>
    public required SourceReference Source { get; init; }

    /// <summary>CPT or HCPCS code.</summary>
    public required string Code { get; init; }

    /// <summary>First moment of the service, or null when not dated.</summary>
    public Moment? Start { get; init; }

    /// <summary>Last moment, or null when a single moment or open.</summary>
    public Moment? End { get; init; }

    /// <summary>Those who performed it or bill it; empty when nobody is named.</summary>
    public ImmutableArray<PractitionerIdentity> Performers { get; init; } = [];

    /// <summary>Their own spans where the EHR states them, else the encounter's; only for Encounters.</summary>
    public ImmutableArray<Performer> Participants { get; init; } = [];

    /// <summary>Ids of the Encounters that it says it is of; none for Encounters.</summary>
    public ImmutableArray<string> Encounters { get; init; } = [];

    /// <summary>Practice that bills it: <c>tin:…</c>, <c>npi:…</c> or a reference; null when not said.</summary>
    public string? Organization { get; init; }

    /// <summary>The bridge's own bill of another or the same month; only what is billed once for ever is kept of those.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Extension ccm-discussed on the visit; null when missing.</summary>
    public bool? CcmDiscussed { get; init; }

    /// <summary>Extension ccm-extended-planning on the visit; null when missing.</summary>
    public bool? ExtendedPlanning { get; init; }
}
