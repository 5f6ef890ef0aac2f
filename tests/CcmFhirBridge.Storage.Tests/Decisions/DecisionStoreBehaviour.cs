using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Tests.Decisions;

public abstract class DecisionStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");


    private static HumanDecision Decision(string patient, string reason = "Looked at the chart.") => new()
    {
        Patient = "Patient/" + patient,
        Month = s_april,
        Kind = DecisionKind.Approve,
        Rules = ["time.own-overlap"],
        Evidence = ["Encounter/e1"],
        By = "biller",
        At = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
        Reason = reason,
    };

    protected override async Task BeginAsync()
    {
        await Store.StorePageAsync(1, [Projected.Patient("p1"), Projected.Patient("p2")], null, default);
        foreach (var patient in await Store.DueAsync(s_april, default))
            await Store.SaveAsync([new StoredAssessment(patient, s_april, Outcome.Hold, "{}"u8.ToArray()) { Position = await Store.PositionAsync(default) }], default);
        await Store.SaveAssessedThroughAsync(s_april, await Store.PositionAsync(default), default);
    }

    [Fact]
    public async Task Decisions_are_kept_whole_and_in_the_order_recorded()
    {
        await Store.RecordDecisionsAsync([Decision("p2")], default);
        await Store.RecordDecisionsAsync([Decision("p1"), Decision("p1", "Über die Notiz gesprochen — \"ja\"\nzweite Zeile")], default);
        var kept = await Store.DecisionsAsync(default);
        kept.Select(decision => (decision.Patient, decision.Reason, decision.Id)).ShouldBe(
            new[] { Decision("p2"), Decision("p1"), Decision("p1", "Über die Notiz gesprochen — \"ja\"\nzweite Zeile") }.Select(decision => (decision.Patient, decision.Reason, decision.Id)));
    }

    [Fact]
    public async Task The_same_decision_is_kept_once()
    {
        (await Store.RecordDecisionsAsync([Decision("p1"), Decision("p1")], default)).ShouldBe(1);
        (await Store.RecordDecisionsAsync([Decision("p1"), Decision("p2")], default)).ShouldBe(1);
        (await Store.DecisionsAsync(default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_decision_makes_its_patient_due_and_nobody_else()
    {
        (await Store.DueAsync(s_april, default)).ShouldBeEmpty();
        await Store.RecordDecisionsAsync([Decision("p1")], default);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1"]);
    }

    [Fact]
    public async Task A_decision_that_was_recorded_already_makes_nobody_due()
    {
        await Store.RecordDecisionsAsync([Decision("p1")], default);
        await Store.SaveAsync([new StoredAssessment("Patient/p1", s_april, Outcome.Bill, "{}"u8.ToArray()) { Position = await Store.PositionAsync(default) }], default);
        await Store.RecordDecisionsAsync([Decision("p1")], default);
        (await Store.DueAsync(s_april, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_decision_about_somebody_who_is_not_read_yet_waits_for_them()
    {
        await Store.RecordDecisionsAsync([Decision("p9")], default);
        await Store.StorePageAsync(1, [Projected.Patient("p9")], null, default);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p9"]);
        (await Store.DecisionsAsync(default)).ShouldHaveSingleItem().Patient.ShouldBe("Patient/p9");
    }

    [Fact]
    public async Task Decisions_survive_the_deletion_and_return_of_their_patient()
    {
        await Store.RecordDecisionsAsync([Decision("p1")], default);
        await Store.SweepAsync("Patient", await Store.BeginReadAsync("Patient", default), default);
        (await Store.DecisionsAsync(default)).Count.ShouldBe(1);
    }
}

public sealed class SqliteDecisionStoreTests() : DecisionStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresDecisionStoreTests() : DecisionStoreBehaviour(new PostgresStoreFactory());
