using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

/// <summary>What may be missing of one patient and of nobody else: whose it is, how long it stands, and what settles it.</summary>
public sealed class SyncDoubtTests
{
    private static readonly ReadForm s_patientChanges = new(ReadNarrowing.LastUpdated, ByPatient: true);

    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public SyncDoubtTests()
    {
        _reader.Add("Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Patient/p3 p3 3 x", "Encounter/e1 p1 4 x", "Encounter/f1 p1 5 x", "Encounter/e2 p2 6 x", "Encounter/e3 p3 7 x");
        _reader.Forms["Encounter"] = [s_patientChanges, ReadForm.PatientFull];
    }

    [Fact]
    public async Task A_doubt_stands_until_the_patient_is_read_whole_and_what_went_meanwhile_is_gone_then()
    {
        await RunAsync();
        _reader.Withheld.Add("Patient/p1");
        (await RunAsync()).Doubts.ShouldHaveSingleItem().Patient.ShouldBe("Patient/p1");
        _reader.Lines["Encounter"].RemoveAt(0);
        (await RunAsync()).Doubts.Count.ShouldBe(1);
        _store.Keys.ShouldContain("Encounter/e1");
        var due = await _store.PositionAsync(default);

        _reader.Withheld.Clear();
        _reader.Asked.Clear();
        var report = await RunAsync();

        _reader.Asked.Where(query => query.ResourceType == "Encounter").Select(query => (query.Patient, query.UpdatedSince is null))
            .ShouldBe([("Patient/p1", true), ("Patient/p2", false), ("Patient/p3", false)], ignoreOrder: true);
        (report.Doubts.Count, report.Deleted, report.AddsUp).ShouldBe((0, 1, true));
        _store.Keys.Where(key => key.StartsWith("Encounter/", StringComparison.Ordinal)).ShouldBe(["Encounter/e2", "Encounter/e3", "Encounter/f1"]);
        (await _store.PositionAsync(default)).ShouldBeGreaterThan(due, "the patient is assessed anew");
        _store.Doubts.ShouldBeEmpty();
        (await RunAsync()).Deleted.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_read_deletes_what_it_did_not_see_of_everybody_who_is_in_no_doubt()
    {
        await RunAsync();
        _reader.Withheld.Add("Patient/p1");
        _reader.Lines["Encounter"].RemoveAll(line => !line.Contains(" p3 ", StringComparison.Ordinal));

        var report = await RunAsync(full: true);

        (report.IsComplete, report.Deleted, report.Doubts.Count).ShouldBe((true, 1, 1));
        _store.Keys.Where(key => key.StartsWith("Encounter/", StringComparison.Ordinal)).ShouldBe(["Encounter/e1", "Encounter/e3", "Encounter/f1"]);
    }

    [Theory]
    [InlineData(EhrFailure.Forbidden, true)]
    [InlineData(EhrFailure.Protocol, true)]
    [InlineData(EhrFailure.NotFound, true)]
    [InlineData(EhrFailure.ServerError, true)]
    [InlineData(EhrFailure.NoAnswer, true)]
    [InlineData(EhrFailure.Unreachable, false)]
    [InlineData(EhrFailure.Throttled, false)]
    [InlineData(EhrFailure.Unauthorized, false)]
    public async Task An_answer_that_is_refused_or_spoilt_for_one_patient_is_that_patients_and_an_EHR_that_is_down_is_nobodys(EhrFailure failure, bool isPatients)
    {
        _reader.Unanswered["Patient/p1"] = failure;
        if (!isPatients)
        {
            (await Should.ThrowAsync<EhrException>(() => RunAsync())).Failure.ShouldBe(failure);
            return;
        }

        var report = await RunAsync();

        report.Doubts.Select(doubt => (doubt.Patient, doubt.Doubt.Code)).ShouldBe([("Patient/p1", "gap.patient-unanswered")]);
        (report.IsComplete, _store.Keys.Contains("Encounter/e2"), _store.Keys.Contains("Encounter/e3")).ShouldBe((true, true, true));
    }

    [Fact]
    public async Task Whoever_answers_for_nobody_has_failed_and_is_not_asked_for_everybody()
    {
        for (var i = 4; i < 60; i++)
            _reader.Add($"Patient/p{i} p{i} 1 x");
        for (var i = 1; i < 60; i++)
            _reader.Unanswered[$"Patient/p{i}"] = EhrFailure.Forbidden;

        (await Should.ThrowAsync<EhrException>(() => RunAsync())).Failure.ShouldBe(EhrFailure.Forbidden);

        _reader.Asked.Count(query => query.ResourceType == "Encounter").ShouldBe(3);
    }

    [Theory]
    // failing one after the other   is it theirs
    [InlineData(4, true)]
    [InlineData(20, false)]
    public async Task An_EHR_that_fails_for_one_after_the_other_is_not_waited_for_patient_by_patient(int failing, bool isPatients)
    {
        for (var i = 10; i < 40; i++)
            _reader.Add($"Patient/q{i} q{i} 1 x");
        for (var i = 10; i < 10 + failing; i++)
            _reader.Unanswered[$"Patient/q{i}"] = EhrFailure.NoAnswer;

        if (isPatients)
            (await RunAsync()).Doubts.Count.ShouldBe(failing);
        else
            (await Should.ThrowAsync<EhrException>(() => RunAsync())).Failure.ShouldBe(EhrFailure.NoAnswer);
    }

    [Theory]
    [InlineData(40, 19, true)]
    [InlineData(40, 20, true)]
    [InlineData(40, 21, false)]
    [InlineData(3, 2, true)]
    [InlineData(3, 3, false)]
    public async Task Where_nearly_everybody_is_in_doubt_it_is_the_EHR(int patients, int withheld, bool isPatients)
    {
        for (var i = 4; i <= patients; i++)
            _reader.Add($"Patient/p{i} p{i} 1 x");
        for (var i = 1; i <= withheld; i++)
            _reader.Withheld.Add($"Patient/p{i}");

        var report = await RunAsync(full: true);

        (report.IsComplete, report.Doubts.Count).ShouldBe(isPatients ? (true, withheld) : (false, 0));
    }

    [Fact]
    public async Task A_resource_of_somebody_else_puts_both_in_doubt_until_the_chart_it_came_with_is_clean()
    {
        _reader.Strangers["Patient/p1"] = "Encounter/e3 p3 7 x";

        var report = await RunAsync();

        report.Doubts.Select(doubt => (doubt.Asked, doubt.Patient)).ShouldBe([("Patient/p1", "Patient/p1"), ("Patient/p1", "Patient/p3")]);
        report.IsComplete.ShouldBeTrue();
        _reader.Strangers.Clear();
        (await RunAsync()).Doubts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_doubt_that_the_EHR_says_about_a_search_for_one_patient_is_that_patients()
    {
        _reader.IncompleteOf.Add("Patient/p2");

        var report = await RunAsync();

        (report.IsComplete, Of(report).PossiblyIncomplete).ShouldBe((true, false));
        report.Doubts.ShouldHaveSingleItem().Patient.ShouldBe("Patient/p2");
        (await _store.CursorAsync("Encounter Patient/p2", default)).LastUpdated.ShouldBeNull("its place does not move over a hole");
    }

    [Fact]
    public async Task Who_leaves_the_population_or_is_read_in_another_form_is_in_doubt_no_more()
    {
        _reader.Withheld.Add("Patient/p1");
        (await RunAsync()).Doubts.Count.ShouldBe(1);
        _reader.Forms["Encounter"] = [ReadForm.Full];
        _reader.Basis = "another statement";

        (await RunAsync(full: true)).Doubts.ShouldBeEmpty();

        _store.Doubts.ShouldBeEmpty();
    }

    private static TypeSync Of(SyncReport report) => report.Types.Single(type => type.ResourceType == "Encounter");

    private Task<SyncReport> RunAsync(bool full = false) => new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full, null, default);
}
