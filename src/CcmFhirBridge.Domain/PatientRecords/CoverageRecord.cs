using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>An insurance as the EHR states it.</summary>
public sealed record CoverageRecord
{
    /// <summary>The Coverage.</summary>
    public required SourceReference Source { get; init; }

    /// <summary><c>status</c> as written.</summary>
    public required string Status { get; init; }

    /// <summary>SOPT code of <c>type</c>, or null when it has none that we know.</summary>
    public string? PayerTypeCode { get; init; }

    /// <summary>First day in force, or null when open.</summary>
    public Moment? Start { get; init; }

    /// <summary>Last day in force, or null when open.</summary>
    public Moment? End { get; init; }

    /// <summary><c>order</c>: 1 pays first; null when not said.</summary>
    public int? Order { get; init; }

    /// <summary>Organizations that <c>payor</c> refers to, such as <c>Organization/acme</c>; mostly one.</summary>
    public ImmutableArray<string> Payors { get; init; } = [];

    /// <summary>
    /// Key of the number by which the payer knows the member, in hex: the same for every chart of one member. A hash, never the number;
    /// null when the Coverage gives none.
    /// </summary>
    public string? MemberKey { get; init; }
}
