using CcmFhirBridge.Ehr.Reading.Files;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>What became of the resources of one type.</summary>
/// <param name="Projected">Read into facts, or found to say nothing that the rules need.</param>
/// <param name="Ignored">Of a type that the bridge has no use for.</param>
/// <param name="Unreadable">Reported as a gap.</param>
public readonly record struct TypeCounts(long Projected, long Ignored, long Unreadable)
{
    /// <summary>All of them.</summary>
    public long Read => Projected + Ignored + Unreadable;

    public static TypeCounts operator +(TypeCounts left, TypeCounts right) =>
        new(left.Projected + right.Projected, left.Ignored + right.Ignored, left.Unreadable + right.Unreadable);
}

/// <summary>What the pack says of the conditions read; the three add up to all of them.</summary>
public sealed record ConditionCounts(long Chronic, long NotChronic, long Unmapped)
{
    /// <summary>Codes of the conditions, each with how many conditions led with it.</summary>
    public required IReadOnlyDictionary<string, long> ChronicCodes { get; init; }

    public required IReadOnlyDictionary<string, long> NotChronicCodes { get; init; }

    public required IReadOnlyDictionary<string, long> UnmappedCodes { get; init; }
}

/// <summary>What a population run read and made of it. Its counts add up.</summary>
public sealed record PopulationReport
{
    /// <summary>Resources read: projected + ignored + unreadable, by type and in all.</summary>
    public required TypeCounts Resources { get; init; }

    /// <summary>By type as written; <c>(none)</c> where there is none.</summary>
    public required IReadOnlyDictionary<string, TypeCounts> ByType { get; init; }

    /// <summary>Resources that another version of the same resource took the place of, or a history Bundle deleted.</summary>
    public required long Superseded { get; init; }

    /// <summary>Patients with a Patient resource: one rendered line each.</summary>
    public required long Patients { get; init; }

    /// <summary>Patients that resources refer to without a Patient resource in the input; nothing is rendered for them.</summary>
    public required long PatientsWithoutResource { get; init; }

    /// <summary>For some of those, a resource that refers to them.</summary>
    public required IReadOnlyList<string> DanglingExamples { get; init; }

    /// <summary>Conditions by what the pack says of them.</summary>
    public required ConditionCounts Conditions { get; init; }

    /// <summary>Gaps by code, those of unreadable resources included.</summary>
    public required IReadOnlyDictionary<string, long> GapsByCode { get; init; }

    /// <summary>The first problems, in the order of inputs.</summary>
    public required IReadOnlyList<InputProblem> Problems { get; init; }

    /// <summary>All problems, also those not listed.</summary>
    public required long ProblemCount { get; init; }

    /// <summary>Bytes that went to disk; zero when memory was enough.</summary>
    public required long SpilledBytes { get; init; }

    /// <summary>Bytes of facts kept, whether in memory or on disk.</summary>
    public required long FactBytes { get; init; }
}
