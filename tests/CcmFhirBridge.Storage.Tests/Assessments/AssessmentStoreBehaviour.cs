using System.Text;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Tests.Assessments;

public abstract class AssessmentStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");


    protected override async Task BeginAsync() => await StoreAsync("p2", "p1");

    [Fact]
    public async Task By_what_a_month_was_assessed_is_kept_for_each_month()
    {
        await Store.SaveAssessedByAsync(s_april, "rules@1", default);
        await Store.SaveAssessedByAsync(s_april, "rules@2", default);
        (await Store.AssessedByAsync(s_april, default)).ShouldBe("rules@2");
        (await Store.AssessedByAsync(s_april.Next, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_was_never_assessed_is_due_in_every_month_ordered_by_reference()
    {
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
        (await Store.DueAsync(s_april.Next, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Fact]
    public async Task An_assessment_is_found_again_and_the_later_one_takes_its_place()
    {
        await SaveAsync("p1", Outcome.Hold, "{\"a\":1}");
        await SaveAsync("p1", Outcome.Bill, "{\"a\":2}");
        var found = (await Store.FindAsync("Patient/p1", s_april, default))!;
        (found.Outcome, Encoding.UTF8.GetString(found.Json.Span)).ShouldBe((Outcome.Bill, "{\"a\":2}"));
        (await Store.FindAsync("Patient/p1", s_april.Next, default)).ShouldBeNull();
        (await Store.ListAsync(s_april, default)).Count.ShouldBe(1);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p2"]);
    }

    [Fact]
    public async Task A_change_that_was_stored_while_assessing_leaves_the_patient_due()
    {
        var before = await Store.PositionAsync(default);
        await Store.StorePageAsync(1, [Projected.Patient("p1", "changed meanwhile")], null, default);
        await Store.SaveAsync([new StoredAssessment("Patient/p1", s_april, Outcome.None, "{}"u8.ToArray()) { Position = before }], default);
        (await Store.DueAsync(s_april, default)).ShouldContain("Patient/p1");
    }

    [Fact]
    public async Task Once_everybody_was_assessed_nobody_is_due_until_something_changes()
    {
        await SaveAsync("p1", Outcome.Bill, "{}");
        await SaveAsync("p2", Outcome.Bill, "{}");
        await Store.SaveAssessedThroughAsync(s_april, await Store.PositionAsync(default), default);
        (await Store.DueAsync(s_april, default)).ShouldBeEmpty();
        (await Store.DueAsync(s_april.Next, default)).Count.ShouldBe(2, "another month");

        await Store.StorePageAsync(2, [Projected.Patient("p2", "another name")], null, default);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p2"]);
        await StoreAsync("p3");
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p2", "Patient/p3"]);
    }

    [Theory]
    [InlineData(Outcome.None)]
    [InlineData(Outcome.Block)]
    [InlineData(Outcome.Hold)]
    [InlineData(Outcome.Bill)]
    public async Task Every_outcome_survives_the_store(Outcome outcome)
    {
        await SaveAsync("p1", outcome, "{}");
        (await Store.FindAsync("Patient/p1", s_april, default))!.Outcome.ShouldBe(outcome);
    }

    private async Task SaveAsync(string id, Outcome outcome, string json) => await Store.SaveAsync(
        [new StoredAssessment($"Patient/{id}", s_april, outcome, Encoding.UTF8.GetBytes(json)) { Position = await Store.PositionAsync(default) }], default);

    [Fact]
    public async Task Whoever_saw_less_does_not_replace_whoever_saw_more()
    {
        var month = ServiceMonth.Parse("2026-04");
        var before = await Store.PositionAsync(default);
        await StoreAsync("p3");
        var after = await Store.PositionAsync(default);
        await Store.SaveAsync([new StoredAssessment("Patient/p1", month, Outcome.Hold, "{}"u8.ToArray()) { Position = after }], default);

        await Store.SaveAsync([new StoredAssessment("Patient/p1", month, Outcome.Bill, "{}"u8.ToArray()) { Position = before }], default);

        var kept = (await Store.FindAsync("Patient/p1", month, default)).ShouldNotBeNull();
        (kept.Outcome, kept.Position, kept.SavedAt).ShouldBe((Outcome.Hold, after, Factory.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_month_is_read_page_by_page_and_every_assessed_month_is_known()
    {
        (await Store.AssessedMonthsAsync(default)).ShouldBeEmpty();
        await StoreAsync("p3", "P9", "p10");
        foreach (var id in new[] { "p1", "p10", "p2", "p3", "P9" })
            await SaveAsync(id, Outcome.Bill, $"{{\"of\":\"{id}\"}}");
        foreach (var month in new[] { s_april.AddMonths(7), s_april.Previous })
            await Store.SaveAsync([new StoredAssessment("Patient/p1", month, Outcome.None, "{}"u8.ToArray()) { Position = 1 }], default);

        var first = await Store.AssessmentsAfterAsync(s_april, "", 2, default);
        first.Select(each => each.Patient).ShouldBe(["Patient/P9", "Patient/p1"], "by its bytes, in every database");
        (await Store.AssessmentsAfterAsync(s_april, first[^1].Patient, 10, default)).Select(each => each.Patient).ShouldBe(["Patient/p10", "Patient/p2", "Patient/p3"]);
        Encoding.UTF8.GetString(first[1].Json.Span).ShouldBe("{\"of\":\"p1\"}");
        first[1].SavedAt.ShouldBe(Factory.Time.GetUtcNow());
        (await Store.AssessmentsAfterAsync(s_april, "Patient/p3", 10, default)).ShouldBeEmpty();
        (await Store.AssessedMonthsAsync(default)).ShouldBe([s_april.Previous, s_april, s_april.AddMonths(7)]);
    }

    private Task StoreAsync(params string[] ids) =>
        Store.StorePageAsync(1, [.. ids.Select(id => Projected.Patient(id))], null, default);
}

public sealed class SqliteAssessmentStoreTests() : AssessmentStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresAssessmentStoreTests() : AssessmentStoreBehaviour(new PostgresStoreFactory());
