using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>What is wrong with a claim that has left.</summary>
public enum CorrectionKind
{
    /// <summary>It bills a service that the record does not support: money goes back (42 CFR 401.305).</summary>
    Overpaid,

    /// <summary>The record supports more than it bills.</summary>
    Underpaid,

    /// <summary>Its services are right and something else in it is not.</summary>
    Misstated,

    /// <summary>The record holds for a person: only then can be said what is right.</summary>
    InQuestion,
}

/// <summary>A code with its units, as billed or as it should be.</summary>
public sealed record CorrectionLine(string Code, int Units);

/// <summary>
/// A claim that has left and no longer says what the record says: work for a person. The bridge never changes what has left by itself.
/// </summary>
public sealed record Correction
{
    // Report and return within 60 days of identifying it (RULES.md, overpayments; 42 CFR 401.305(b)).
    private const int DaysToReturn = 60;

    private const int IdDigits = 12;

    /// <summary>Identifier of the claim.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its revision that stands.</summary>
    public required int Revision { get; init; }

    /// <summary><c>Patient/id</c>.</summary>
    public required string Patient { get; init; }

    public required ServiceMonth Month { get; init; }

    public required CorrectionKind Kind { get; init; }

    /// <summary>Payer class by the record of now, such as <c>medicare-part-b</c>; null when it tells none.</summary>
    public string? Payer { get; init; }

    /// <summary>What the claim bills, by code.</summary>
    public required ImmutableArray<CorrectionLine> Billed { get; init; }

    /// <summary>What the record supports, by code; empty when nothing.</summary>
    public required ImmutableArray<CorrectionLine> Supported { get; init; }

    /// <summary>Charge that the claim states less the charge that is supported, in US dollars.</summary>
    public required decimal ChargeDifference { get; init; }

    /// <summary>What disagrees, in words.</summary>
    public required ImmutableArray<string> Differences { get; init; }

    /// <summary>Whether a replacement or void claim corrects it, once a person approves.</summary>
    public bool IsReplaceable { get; init; }

    /// <summary>The practice's day on which this was found first; of an overpayment, in whatever words.</summary>
    public required DateOnly IdentifiedOn { get; init; }

    /// <summary>Last day to report and return an overpayment; null where nothing is to be returned.</summary>
    public DateOnly? ReturnBy => Kind == CorrectionKind.Overpaid ? IdentifiedOn.AddDays(DaysToReturn) : null;

    /// <summary>The same for the same claim, revision and finding, whenever it is found; short enough to be typed.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Identifier}|{Revision}|{Kind}|{Words(Supported)}|{string.Join('|', Differences)}"))))[..IdDigits];

    /// <summary>What to do about it, for a person.</summary>
    public string Remedy => (Kind, Payer) switch
    {
        (CorrectionKind.InQuestion, _) => "Decide the month first: 'explain' says what it waits for, 'decide' records the decision.",
        _ when Billed.IsEmpty => "The claim was voided and the record supports a bill again: bill the month anew with its payer, by hand.",
        (CorrectionKind.Overpaid, _) when IsReplaceable && Supported.IsEmpty =>
            $"Void the claim: 'ccm-bridge corrections approve {Id}' takes it back in the EHR and sends a void claim (frequency 8). Return the payment.",
        _ when IsReplaceable => $"Replace the claim: 'ccm-bridge corrections approve {Id}' takes it back in the EHR and sends a replacement (frequency 7) that bills {Words(Supported)}.",
        (CorrectionKind.Overpaid, "medicare-part-b") when Supported.IsEmpty => "Return the payment to the Medicare contractor as an overpayment; it takes no void claim (frequency 8).",
        (CorrectionKind.Misstated, "medicare-part-b") => "Ask the Medicare contractor for a clerical error reopening that corrects what differs. It takes no replacement claim (frequency 7).",
        (_, "medicare-part-b") => $"Ask the Medicare contractor for a clerical error reopening: bill {Words(Billed)} as {Words(Supported)}. It takes no replacement claim (frequency 7).",
        (CorrectionKind.Overpaid, _) when Supported.IsEmpty => "Void the claim as its payer takes it (usually frequency 8 with the payer's claim number), and return the payment.",
        (CorrectionKind.Misstated, _) => "Replace the claim as its payer takes it (usually frequency 7 with the payer's claim number): its services stay, what differs is corrected.",
        _ => $"Replace the claim as its payer takes it (usually frequency 7 with the payer's claim number): {Words(Billed)} becomes {Words(Supported)}.",
    };

    /// <summary>Lines as <c>99490×1 99439×2</c>; <c>nothing</c> for none.</summary>
    public static string Words(ImmutableArray<CorrectionLine> lines) => lines.IsEmpty
        ? "nothing"
        : string.Join(' ', lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Code}×{line.Units}")));
}
