using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

/// <summary>Forms of reading: which is tried, what makes it fall, and what of it is remembered.</summary>
public sealed class SyncFormTests
{
    private static readonly ReadForm s_changes = new(ReadNarrowing.LastUpdated);
    private static readonly ReadForm s_patientChanges = new(ReadNarrowing.LastUpdated, ByPatient: true);
    private static readonly ReadForm s_window = new(ReadNarrowing.DateWindow);

    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public SyncFormTests() =>
        _reader.Add("Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Encounter/e1 p1 4 x", "Encounter/e2 p2 40 x", "Consent/c1 p1 5 x");

    [Fact]
    public async Task A_form_that_is_refused_falls_to_the_next_and_is_not_tried_again()
    {
        _reader.Forms["Encounter"] = [s_changes, ReadForm.Full];
        await RunAsync();
        _reader.Refused.Add(("Encounter", ByPatient: false, Changes: true));

        var fell = Of("Encounter", await RunAsync());
        (fell.Form, fell.Kind).ShouldBe((ReadForm.Full, ReadKind.Full));
        fell.Warnings.ShouldBe(["not read by last-updated: it refuses to be asked so"]);

        _reader.Asked.Clear();
        Of("Encounter", await RunAsync()).Warnings.ShouldNotBeEmpty("who looks later is told too");
        _reader.Asked.Count(query => query.ResourceType == "Encounter").ShouldBe(1);
    }

    [Fact]
    public async Task What_was_avoided_is_tried_again_once_the_EHR_says_something_else_of_itself()
    {
        _reader.Forms["Encounter"] = [s_changes, ReadForm.Full];
        await RunAsync();
        _reader.IgnoresChanges.Add("Encounter");
        Of("Encounter", await RunAsync()).Form.ShouldBe(ReadForm.Full);

        _reader.IgnoresChanges.Clear();
        Of("Encounter", await RunAsync()).Form.ShouldBe(ReadForm.Full);
        _reader.Basis = "another statement";
        var again = Of("Encounter", await RunAsync());
        (again.Form, again.Warnings.Length, again.Because).ShouldBe((s_changes, 0, "so it is"));
    }

    [Fact]
    public async Task An_answer_with_what_was_not_asked_for_is_not_believed_whatever_the_EHR_says()
    {
        _reader.Forms["Encounter"] = [s_changes, ReadForm.Full];
        await RunAsync();
        _reader.Forms["Encounter"] = [s_changes, ReadForm.Full];
        _reader.AddTo("Encounter", "Encounter/e3 p1 41 x");
        _reader.Lying.Add("Encounter");

        var read = Of("Encounter", await RunAsync());

        read.Form.ShouldBe(ReadForm.Full);
        read.Warnings.ShouldHaveSingleItem().ShouldContain("last changed before");
        _store.Keys.ShouldContain("Encounter/e3");
    }

    [Fact]
    public async Task A_refusal_in_every_form_is_told()
    {
        _reader.Forms["Encounter"] = [s_changes, ReadForm.Full];
        _reader.Refused.Add(("Encounter", ByPatient: false, Changes: false));

        (await Should.ThrowAsync<EhrException>(() => RunAsync())).RefusesRequest.ShouldBeTrue();

        _reader.Refused.Clear();
        Of("Encounter", await RunAsync()).Form.ShouldBe(s_changes, "nothing is avoided for ever");
    }

    [Fact]
    public async Task Patient_by_patient_each_has_a_place_of_its_own()
    {
        _reader.Forms["Encounter"] = [s_patientChanges, ReadForm.PatientFull];
        Of("Encounter", await RunAsync()).Kind.ShouldBe(ReadKind.Full, "nobody was read before");

        _reader.Add("Patient/p3 p3 3 x", "Encounter/old p3 0 x", "Encounter/e4 p1 41 x");
        _reader.Asked.Clear();
        var read = Of("Encounter", await RunAsync());

        var asked = _reader.Asked.Where(query => query.ResourceType == "Encounter").ToDictionary(query => query.Patient!, query => query.UpdatedSince);
        asked["Patient/p1"].ShouldBe(LineMapping.Epoch.AddMinutes(4 - 2));
        asked["Patient/p2"].ShouldBe(LineMapping.Epoch.AddMinutes(40 - 2));
        asked["Patient/p3"].ShouldBeNull("a new patient is read from the beginning");
        (read.Kind, read.AddsUp).ShouldBe((ReadKind.Changes, true));
        _store.Keys.ShouldBe(["Consent/c1", "Encounter/e1", "Encounter/e2", "Encounter/e4", "Encounter/old", "Patient/p1", "Patient/p2", "Patient/p3"]);
    }

    [Fact]
    public async Task A_patient_without_resources_counts_as_read()
    {
        _reader.Forms["Consent"] = [s_patientChanges, ReadForm.PatientFull];
        await RunAsync();
        _reader.Asked.Clear();
        await RunAsync();
        _reader.Asked.Single(query => query is { ResourceType: "Consent", Patient: "Patient/p2" }).UpdatedSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_full_run_asks_for_everything_and_finds_what_is_gone()
    {
        _reader.Forms["Encounter"] = [s_patientChanges, ReadForm.PatientFull];
        await RunAsync();
        _reader.Lines["Encounter"].RemoveAt(0);
        Of("Encounter", await RunAsync()).Deleted.ShouldBe(0);

        var read = Of("Encounter", await RunAsync(full: true));

        (read.Form, read.Deleted).ShouldBe((ReadForm.PatientFull, 1));
    }

    [Fact]
    public async Task Where_everybodys_answer_holds_somebody_else_all_of_it_is_kept_out_and_the_month_waits()
    {
        _reader.Forms["Encounter"] = [ReadForm.PatientFull];
        _reader.IgnoresPatient["Encounter"] = false;

        var report = await RunAsync(full: true);

        var read = Of("Encounter", report);
        (read.Quarantined, read.PossiblyIncomplete, read.AddsUp, report.IsComplete).ShouldBe((2, true, true, false));
        read.Gaps.Select(gap => gap.Code).Distinct().ShouldBe(["gap.other-patient"]);
        (read.Deleted, report.Doubts.Count).ShouldBe((0, 0));
        read.Reason.ShouldNotBeNull().ShouldContain("2 of 2 patients");
    }

    [Fact]
    public async Task An_answer_that_shows_that_the_patient_was_ignored_stores_nothing_and_falls()
    {
        _reader.Forms["Encounter"] = [ReadForm.PatientFull, ReadForm.Full];
        _reader.IgnoresPatient["Encounter"] = true;

        var report = await RunAsync(full: true);

        var read = Of("Encounter", report);
        (read.Form, read.Quarantined, report.IsComplete).ShouldBe((ReadForm.Full, 0, true));
        read.Warnings.ShouldHaveSingleItem().ShouldContain("ignored the patient");
    }

    [Fact]
    public async Task A_record_that_is_kept_back_is_in_doubt_and_nobody_elses_and_nothing_of_it_is_taken_for_deleted()
    {
        _reader.Forms["Encounter"] = [ReadForm.PatientFull];
        await RunAsync(full: true);
        _reader.Withheld.Add("Patient/p1");
        _reader.Add("Encounter/e5 p2 50 x");

        var report = await RunAsync(full: true);

        var read = Of("Encounter", report);
        (read.PossiblyIncomplete, read.Deleted, report.IsComplete).ShouldBe((false, 0, true));
        report.Doubts.Select(doubt => (doubt.Patient, doubt.Doubt.ResourceType, doubt.Doubt.Code)).ShouldBe([("Patient/p1", "Encounter", "gap.patient-withheld")]);
        read.Gaps.Select(gap => (gap.Code, gap.Source?.Key)).ShouldBe([("gap.patient-withheld", "Patient/p1")]);
        _store.Keys.ShouldContain("Encounter/e1");
        _store.Keys.ShouldContain("Encounter/e5");
        _reader.Asked.Count(query => query is { ResourceType: "Encounter", Patient: "Patient/p1" }).ShouldBe(2, "once a read, never again within it");
    }

    [Fact]
    public async Task A_window_of_days_is_opened_wide_once_a_day()
    {
        _reader.Forms["Encounter"] = [s_window, ReadForm.Full];
        var history = new DateOnly(2025, 3, 1);
        var window = new DateOnly(2026, 2, 1);

        (await SinceAsync(TimeSpan.Zero)).ShouldBe((ReadKind.Full, history));
        (await SinceAsync(TimeSpan.FromMinutes(5))).ShouldBe((ReadKind.Changes, window));
        (await SinceAsync(TimeSpan.FromHours(23))).ShouldBe((ReadKind.Changes, window));
        _reader.Lines["Encounter"].RemoveAt(0);
        (await SinceAsync(TimeSpan.FromHours(1))).ShouldBe((ReadKind.Full, history));
        _store.Keys.ShouldNotContain("Encounter/e1", "and what is gone is found then");
        (await SinceAsync(TimeSpan.FromMinutes(5))).ShouldBe((ReadKind.Changes, window));
    }

    [Fact]
    public async Task A_window_that_a_clock_opened_that_was_ahead_is_opened_again()
    {
        _reader.Forms["Encounter"] = [s_window, ReadForm.Full];
        _time.AdjustTime(Practice.CloseTime.AddDays(2));
        await RunAsync();
        _time.AdjustTime(Practice.CloseTime);

        Of("Encounter", await RunAsync()).Kind.ShouldBe(ReadKind.Full);
        Of("Encounter", await RunAsync()).Kind.ShouldBe(ReadKind.Changes);
    }

    [Fact]
    public async Task A_listed_population_is_read_by_id_and_nobody_else()
    {
        _reader.Population = ["Patient/p2"];
        _reader.Forms["Patient"] = [ReadForm.PatientFull];
        _reader.Forms["Encounter"] = [ReadForm.PatientFull];
        _reader.Forms["Consent"] = [ReadForm.PatientFull];

        await RunAsync(full: true);

        _store.Keys.ShouldBe(["Encounter/e2", "Patient/p2"]);
        _reader.Asked.Where(query => query.ResourceType is "Patient" or "Encounter" or "Consent").ShouldAllBe(query => query.Patient == "Patient/p2");
    }

    private async Task<(ReadKind Kind, DateOnly? Since)> SinceAsync(TimeSpan later)
    {
        _time.Advance(later);
        _reader.Asked.Clear();
        var kind = Of("Encounter", await RunAsync()).Kind;
        return (kind, _reader.Asked.Single(query => query.ResourceType == "Encounter").ServicesSince);
    }

    private static TypeSync Of(string type, SyncReport report) => report.Types.Single(each => each.ResourceType == type);

    private Task<SyncReport> RunAsync(bool full = false) => new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full, null, default);
}
