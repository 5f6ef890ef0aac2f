using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>How a type was read.</summary>
public enum ReadKind
{
    /// <summary>The EHR does not have the type.</summary>
    NotOffered,

    /// <summary>The EHR has the type and did not grant it.</summary>
    NotGranted,

    /// <summary>Everything, and what was not seen is gone.</summary>
    Full,

    /// <summary>What changed since the cursor.</summary>
    Changes,
}

/// <summary>What reading one type came to; resources that the server included count where they arrived.</summary>
public sealed record TypeSync
{
    public required string ResourceType { get; init; }

    public required ReadKind Kind { get; init; }

    /// <summary>In which form; null when the EHR does not have the type.</summary>
    public ReadForm? Form { get; init; }

    /// <summary>Why that form.</summary>
    public string? Because { get; init; }

    /// <summary>What was seen of the EHR that somebody should look at, though nothing is missing.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Of the warnings, those that this read brought.</summary>
    public ImmutableArray<string> Fallen { get; init; } = [];

    public int Read { get; init; }

    /// <summary>Of those read, how many by reference, because no search showed them.</summary>
    public int ByReference { get; init; }

    public StoredPage Stored { get; init; }

    /// <summary>Resources of another patient than the one who was asked for: kept out.</summary>
    public int Quarantined { get; init; }

    public int Deleted { get; init; }

    /// <summary>Of the type Patient: how many are stored whom the list of the population no longer names. They were not asked for, and what is stored of them stays.</summary>
    public int Departed { get; init; }

    /// <summary>Something may be missing, and nobody can tell whose it is: no month can close on it.</summary>
    public bool PossiblyIncomplete { get; init; }

    /// <summary>Of whom something may be missing where it is theirs alone: their months are held, and nobody else's.</summary>
    public ImmutableArray<PatientDoubt> Doubts { get; init; } = [];

    /// <summary>Why the EHR shows none of the type, or only a part; null where it keeps nothing back.</summary>
    public string? Withheld { get; init; }

    /// <summary>The tenant's mapping says in which other type the same stands, so that an EHR without this one keeps nothing back.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>What is not seen of the type may be there all the same: absence says nothing.</summary>
    public bool ProvesNoAbsence => Withheld is not null || (Kind == ReadKind.NotOffered && !IsElsewhere && SyncedTypes.NeverAbsent.Contains(ResourceType));

    /// <summary>Why something may be missing, where it was not the EHR that said so.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether what was not shown is kept for now: for one of them, which another resource names, the EHR had an error or no answer.</summary>
    public bool KeepsUnseen { get; init; }

    public ImmutableArray<RecordGap> Gaps { get; init; } = [];

    /// <summary>Whether every resource read is accounted for.</summary>
    public bool AddsUp => Read == Stored.Added + Stored.Changed + Stored.Unchanged + Stored.Unreadable + Stored.Ignored + Quarantined;
}

/// <summary>What a sync came to, type by type in the order read.</summary>
public sealed record SyncReport
{
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required ImmutableArray<TypeSync> Types { get; init; }

    /// <summary>Whether the stored facts were made anew by another mapping before reading.</summary>
    public bool Reprojected { get; init; }

    /// <summary>What the EHR says of itself and did not say before; null when nothing changed or nobody looked.</summary>
    public StatementChange? StatementChange { get; init; }

    /// <summary>Of whom something may be missing, from this read and from those before.</summary>
    public IReadOnlyList<PatientDoubt> Doubts { get; init; } = [];

    /// <summary>Whether everything was asked for, whatever the EHR offers.</summary>
    public bool IsFull { get; init; }

    /// <summary>Types of which nothing could be told before.</summary>
    public ImmutableArray<string> UnreadBefore { get; init; } = [];

    /// <summary>Types of which nothing can be told, in order: whose absence proves nothing, and those that were not yet read whole since that was so.</summary>
    public ImmutableArray<string> UnreadTypes =>
    [
        .. Types.Where(type => type.ProvesNoAbsence || (type.PossiblyIncomplete && UnreadBefore.Contains(type.ResourceType)))
            .Select(type => type.ResourceType).Order(StringComparer.Ordinal),
    ];

    /// <summary>Every offered type was read in full, and nothing may be missing but of the patients in doubt: a month can close on it.</summary>
    public bool IsComplete => Types.Any(type => type.Kind == ReadKind.Full)
        && Types.All(type => type.Kind != ReadKind.Changes && !type.PossiblyIncomplete);

    public int Read => Types.Sum(type => type.Read);

    public int Deleted => Types.Sum(type => type.Deleted);

    /// <summary>Patients who are stored and whom the list of the population no longer names.</summary>
    public int Departed => Types.Sum(type => type.Departed);

    public StoredPage Stored => Types.Aggregate(default(StoredPage), (sum, type) => sum + type.Stored);

    public int Quarantined => Types.Sum(type => type.Quarantined);

    /// <summary>What is remembered of it.</summary>
    public SyncMark Mark => new(
        EndedAt,
        Types.Count(type => type.PossiblyIncomplete),
        Types.Any(type => type is { ResourceType: "Encounter", Stored: var stored } && stored.Added + stored.Changed > 0))
    {
        FallenForms = Types.Count(type => !type.Warnings.IsEmpty),
        UnreadTypes = UnreadTypes is { IsEmpty: false } unread ? unread : [],
        IsFull = IsFull,
    };

    /// <summary>What somebody should hear of now, and did not hear of before: what the EHR says otherwise of itself, and forms that fell.</summary>
    public ImmutableArray<string> News =>
    [
        .. (StatementChange?.Lines ?? []).Select(line => $"the EHR says something else of itself: {line}"),
        .. Types.Where(type => type.Withheld is not null && !UnreadBefore.Contains(type.ResourceType)).Select(type => $"{type.ResourceType} is not known: {type.Withheld}"),
        .. Types.SelectMany(type => type.Fallen.Select(fallen => $"{type.ResourceType} is {fallen}")),
    ];

    public bool AddsUp => Types.All(type => type.AddsUp);
}
