using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Tests.Corrections;

/// <summary>What a claim that has left needs, by what it bills and what the record supports.</summary>
public sealed class CorrectionFinderTests
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");
    private static readonly DateOnly s_day = new(2026, 6, 10);

    [Theory]
    // billed, outcome now, supported now, kind, return by, charge difference
    [InlineData("99490", "Bill", "99490 99439", CorrectionKind.Underpaid, null, -50)]
    [InlineData("99490 99439x2", "Bill", "99490 99439", CorrectionKind.Overpaid, "2026-08-09", 50)]
    [InlineData("99490 99439", "Bill", "99490", CorrectionKind.Overpaid, "2026-08-09", 50)]
    [InlineData("99490", "None", "", CorrectionKind.Overpaid, "2026-08-09", 50)]
    [InlineData("99490", "Block", "", CorrectionKind.Overpaid, "2026-08-09", 50)]
    [InlineData("99490", "Bill", "99491", CorrectionKind.Overpaid, "2026-08-09", 0)]
    [InlineData("99490", "Bill", "99490", CorrectionKind.Misstated, null, 0)]
    [InlineData("99490", "Hold", "", CorrectionKind.InQuestion, null, 50)]
    public void What_is_billed_and_not_supported_is_to_be_returned(string billed, string outcome, string supported, CorrectionKind kind, string? returnBy, int difference)
    {
        var correction = Find(billed, Enum.Parse<Outcome>(outcome), supported);

        (correction.Kind, correction.ReturnBy?.ToString("yyyy-MM-dd"), correction.ChargeDifference).ShouldBe((kind, returnBy, difference));
    }

    [Fact]
    public void Medicare_Part_B_is_never_sent_a_replacement_or_a_void()
    {
        Find("99490 99439", Outcome.Bill, "99490").Remedy.ShouldBe(
            "Ask the Medicare contractor for a clerical error reopening: bill 99439×1 99490×1 as 99490×1. It takes no replacement claim (frequency 7).");
        Find("99490", Outcome.None, "").Remedy.ShouldStartWith("Return the payment to the Medicare contractor");
        Find("99490", Outcome.None, "", payer: "medicare-advantage").Remedy.ShouldStartWith("Void the claim as its payer takes it");
        Find("99490", Outcome.Bill, "99490 99439", payer: "commercial").Remedy.ShouldStartWith("Replace the claim as its payer takes it");
        Find("99490", Outcome.Hold, "").Remedy.ShouldStartWith("Decide the month first");
    }

    [Fact]
    public void The_same_finding_has_the_same_id_on_any_day_and_another_finding_another()
    {
        var found = Find("99490", Outcome.None, "");
        (found with { IdentifiedOn = found.IdentifiedOn.AddDays(9), Payer = null }).Id.ShouldBe(found.Id);
        Find("99490", Outcome.Bill, "99490 99439").Id.ShouldNotBe(found.Id);
        (found with { Revision = 2 }).Id.ShouldNotBe(found.Id);
    }

    [Fact]
    public void Only_the_revision_that_stands_is_billed()
    {
        var entries = Entries("99490x1", revision: 1).Select(entry => entry with { State = LedgerState.Corrected }).Concat(Entries("99490 99439", revision: 2)).ToList();

        var correction = CorrectionFinder.Of(s_april, Release(Outcome.None, ""), entries, s_day)!;

        (correction.Revision, Correction.Words(correction.Billed)).ShouldBe((2, "99439×1 99490×1"));
    }

    [Fact]
    public void Where_nothing_stands_under_the_chart_there_is_nothing_to_correct()
    {
        var corrected = Entries("99490", revision: 1).ConvertAll(entry => entry with { State = LedgerState.Corrected });

        CorrectionFinder.Of(s_april, Release(Outcome.None, ""), corrected, s_day).ShouldBeNull();
        CorrectionFinder.Of(s_april, Release(Outcome.None, ""), [], s_day).ShouldBeNull();
    }

    private static Correction Find(string billed, Outcome outcome, string supported, string payer = "medicare-part-b") =>
        CorrectionFinder.Of(s_april, Release(outcome, supported) with { Payer = payer }, Entries(billed, revision: 1), s_day)!;

    private static PatientRelease Release(Outcome outcome, string supported) => new()
    {
        Patient = "Patient/p1",
        Status = ReleaseStatus.NeedsCorrection,
        Outcome = outcome,
        Reasons = ["It says otherwise."],
        Lines = [.. Lines(supported).Select(line => new ServiceLine(line.Code, line.Units, s_april.LastDay, 50m, 50m * line.Units, null))],
    };

    private static List<LedgerEntry> Entries(string billed, int revision)
    {
        var slot = new ClaimSlot("lakeside", 1, s_april);
        LedgerEntry Entry(string? code, int units) => new()
        {
            Slot = slot,
            Code = code,
            Revision = revision,
            Patient = "Patient/p1",
            Identifier = code is null ? "claim" : "claim-" + code,
            RevisionIdentifier = $"claim-{code}-{revision}",
            State = LedgerState.Confirmed,
            Body = default,
            BodyHash = "",
            Units = units,
            Charge = 50m * units,
        };
        var lines = Lines(billed);
        return [Entry(null, lines.Sum(line => line.Units)), .. lines.Select(line => Entry(line.Code, line.Units))];
    }

    private static ImmutableArray<CorrectionLine> Lines(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('x'))
            .Select(parts => new CorrectionLine(parts[0], parts.Length == 2 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 1)),
    ];
}
