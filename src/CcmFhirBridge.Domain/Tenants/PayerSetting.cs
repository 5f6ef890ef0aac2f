using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>By whose rules a practice bills a payer, as its tenant file states after somebody looked them up.</summary>
/// <remarks>A payer without an entry is billed as Medicare Part B, or held where it is another (DESIGN §5, <c>coverage.payer-rules</c>).</remarks>
public sealed record PayerSetting
{
    /// <summary>Rules of a payer that has no overlay: the pack that overlays extend.</summary>
    public const string ExtendedPack = "us-medicare-ccm";

    /// <summary>Payer class: <c>medicare-part-b</c>, <c>medicare-advantage</c> or <c>commercial</c>.</summary>
    public required string Payer { get; init; }

    /// <summary>The one payer of the class that is meant, as <c>Coverage.payor</c> names it; null for every payer of the class.</summary>
    public string? Payor { get; init; }

    /// <summary>What the payer's rules say differently; null where they are those of <see cref="ExtendedPack"/>.</summary>
    public PayerOverlay? Overlay { get; init; }

    /// <summary>Who looked the payer's rules up; null only for Medicare Part B, whose rules the pack itself cites.</summary>
    public string? ConfirmedBy { get; init; }

    /// <summary>When that was; null as <see cref="ConfirmedBy"/> is.</summary>
    public DateOnly? ConfirmedOn { get; init; }

    /// <summary>Whether the payer takes replacement and void claims (frequency 7 and 8). Medicare Part B never does.</summary>
    public bool TakesReplacements { get; init; }

    /// <summary>What to do about other services for this payer, by key; it goes before the practice's policy.</summary>
    public ImmutableSortedDictionary<string, ConflictHandling> Conflicts { get; init; } = ImmutableSortedDictionary<string, ConflictHandling>.Empty;

    /// <summary>The entry for a coverage: the one that names its payor, else that of its whole class, else null.</summary>
    /// <param name="settings">Entries of the tenant file.</param>
    /// <param name="payer">Class of the coverage; null when it cannot be told.</param>
    /// <param name="coverage">The coverage; null when it is assumed by policy.</param>
    public static PayerSetting? Find(ImmutableArray<PayerSetting> settings, string? payer, CoverageRecord? coverage)
    {
        PayerSetting? found = null;
        foreach (var setting in settings)
        {
            if (setting.Payer != payer)
                continue;
            if (setting.Payor is null)
                found ??= setting;
            else if (coverage is not null && coverage.Payors.Contains(setting.Payor, StringComparer.Ordinal))
                return setting;
        }

        return found;
    }
}

/// <summary>The values in which a payer's rules differ from the pack that they extend, resolved by service month as the pack is.</summary>
/// <param name="Id">Its id, also the name of its file.</param>
/// <param name="Pack">The pack with the payer's values in place.</param>
/// <param name="Content">Everything that it was read from: what is kept with a month.</param>
public sealed record PayerOverlay(string Id, IRulePack Pack, ReadOnlyMemory<byte> Content);
