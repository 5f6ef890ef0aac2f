using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Corrections;

namespace CcmFhirBridge.Storage.Tests.Corrections;

public abstract class CorrectionStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    private static Correction Overpaid(string patient = "p1", int identifiedDay = 5) => new()
    {
        Identifier = "claim-" + patient,
        Revision = 1,
        Patient = "Patient/" + patient,
        Month = s_april,
        Kind = CorrectionKind.Overpaid,
        Payer = "medicare-part-b",
        Billed = [new("99439", 2), new("99490", 1)],
        Supported = [new("99490", 1)],
        ChargeDifference = 94.20m,
        Differences = ["99439 × 2 is in the ledger and no longer planned."],
        IdentifiedOn = new DateOnly(2026, 5, identifiedDay),
    };

    [Fact]
    public async Task Events_come_back_in_their_order_with_all_that_they_say()
    {
        var found = new CorrectionEvent(Overpaid(), CorrectionStep.Identified, Factory.Time.GetUtcNow(), null, null);
        var done = new CorrectionEvent(Overpaid(), CorrectionStep.Done, Factory.Time.GetUtcNow().AddHours(1), "biller", "Reopening 7.");
        await Store.RecordCorrectionsAsync([found], default);
        await Store.RecordCorrectionsAsync([done], default);
        await ReopenAsync();

        var events = await Store.CorrectionEventsAsync(default);

        events.Select(each => (each.Step, each.At, each.By, each.Reason)).ShouldBe([(found.Step, found.At, null, null), (done.Step, done.At, "biller", "Reopening 7.")]);
        var kept = events[0].Correction;
        (kept.Id, kept.Patient, kept.Month, kept.Kind, kept.Payer, kept.ChargeDifference, kept.IdentifiedOn, kept.ReturnBy)
            .ShouldBe((Overpaid().Id, "Patient/p1", s_april, CorrectionKind.Overpaid, "medicare-part-b", 94.20m, new DateOnly(2026, 5, 5), new DateOnly(2026, 7, 4)));
        kept.Billed.ShouldBe(Overpaid().Billed);
        kept.Differences.ShouldBe(Overpaid().Differences);
    }

    [Fact]
    public async Task Figures_count_what_is_open_and_know_the_first_day_of_return()
    {
        await RecordAsync(Overpaid("p1", identifiedDay: 5), CorrectionStep.Identified);
        await RecordAsync(Overpaid("p2", identifiedDay: 2), CorrectionStep.Identified);
        await RecordAsync(Overpaid("p3", identifiedDay: 1), CorrectionStep.Identified);
        await RecordAsync(Overpaid("p3", identifiedDay: 1), CorrectionStep.Done);

        var figures = await Store.FiguresAsync(s_april, default);
        (figures.Corrections, figures.ReturnBy).ShouldBe((2, new DateOnly(2026, 7, 1)));

        await RecordAsync(Overpaid("p2", identifiedDay: 2), CorrectionStep.Gone);
        figures = await Store.FiguresAsync(s_april, default);
        (figures.Corrections, figures.ReturnBy).ShouldBe((1, new DateOnly(2026, 7, 4)));
    }

    [Fact]
    public async Task How_far_a_month_was_looked_through_is_kept_for_each_month()
    {
        (await Store.CorrectedThroughAsync(s_april, default)).ShouldBeNull();
        await Store.SaveCorrectedThroughAsync(s_april, 7, default);
        (await Store.CorrectedThroughAsync(s_april, default)).ShouldBe(7);
        (await Store.CorrectedThroughAsync(s_april.Next, default)).ShouldBeNull();
    }

    private Task RecordAsync(Correction correction, CorrectionStep step) =>
        Store.RecordCorrectionsAsync([new CorrectionEvent(correction, step, Factory.Time.GetUtcNow(), null, null)], default);
}

public sealed class SqliteCorrectionStoreTests() : CorrectionStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresCorrectionStoreTests() : CorrectionStoreBehaviour(new PostgresStoreFactory());
