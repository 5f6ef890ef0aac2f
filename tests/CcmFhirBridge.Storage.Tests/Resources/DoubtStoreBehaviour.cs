using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Tests.Resources;

/// <summary>Of whom something may be missing, and whose resources a read may take for gone.</summary>
public abstract class DoubtStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");
    private static readonly PatientDoubt s_withheld = new("Patient/p1", "Patient/p1", new ReadDoubt("Encounter", "gap.patient-withheld", "Open it."));

    protected override async Task BeginAsync() => await Store.StorePageAsync(
        await Store.BeginReadAsync("Any", default),
        [
            Projected.Patient("p1"), Projected.Patient("p2"), Projected.Of("Consent/a1", "Patient/p1"), Projected.Of("Consent/a2", "Patient/p2"), Projected.Of("Consent/b2", "Patient/p2"),
            Projected.Unreadable("torn", new SourceReference("Consent", "torn", "1")),
        ],
        null, default);

    [Fact]
    public async Task Doubts_are_kept_in_the_place_of_those_before_and_make_their_patients_due()
    {
        await AssessAsync("Patient/p1", "Patient/p2");
        (await Store.DoubtsAsync(default)).ShouldBeEmpty();

        await Store.KeepDoubtsAsync([s_withheld], ["Patient/p1", "Patient/unknown"], default);
        await ReopenAsync();

        (await Store.DoubtsAsync(default)).ShouldBe([s_withheld]);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1"]);
        (await Store.FiguresAsync(s_april, default)).DoubtedPatients.ShouldBe(1);

        await AssessAsync("Patient/p1");
        await Store.KeepDoubtsAsync([], ["Patient/p1"], default);
        (await Store.DoubtsAsync(default)).ShouldBeEmpty();
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1"]);
        (await Store.FiguresAsync(s_april, default)).DoubtedPatients.ShouldBe(0);
    }

    [Theory]
    [InlineData("everybody", 4, 4, "")]
    [InlineData("only p2", 2, 2, "Consent/a1")]
    [InlineData("all but p2", 2, 2, "Consent/a2 Consent/b2")]
    [InlineData("all but everybody", 1, 1, "Consent/a1 Consent/a2 Consent/b2")]
    public async Task What_a_read_did_not_see_is_gone_of_those_of_whom_it_saw_all(string whose, int known, int gone, string left)
    {
        var scope = whose switch
        {
            "only p2" => PatientScope.Only(["Patient/p2"]),
            "all but p2" => PatientScope.Except(["Patient/p2"]),
            "all but everybody" => PatientScope.Except(["Patient/p1", "Patient/p2"]),
            _ => PatientScope.Everybody,
        };
        var read = await Store.BeginReadAsync("Consent", default);

        (await Store.CountUnseenAsync("Consent", read, scope, default)).ShouldBe(new UnseenResources(known, gone));
        (await Store.SweepAsync("Consent", read, scope, default)).ShouldBe(gone);

        var there = new List<string>();
        foreach (var id in (string[])["a1", "a2", "b2"])
        {
            if (await Store.RawAsync("Consent", id, null, default) is not null)
                there.Add("Consent/" + id);
        }

        string.Join(' ', there).ShouldBe(left);
    }

    private async Task AssessAsync(params string[] patients)
    {
        var position = await Store.PositionAsync(default);
        await Store.SaveAsync([.. patients.Select(patient => new StoredAssessment(patient, s_april, Outcome.Hold, "{}"u8.ToArray()) { Position = position })], default);
    }
}

public sealed class SqliteDoubtStoreTests() : DoubtStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresDoubtStoreTests() : DoubtStoreBehaviour(new PostgresStoreFactory());
