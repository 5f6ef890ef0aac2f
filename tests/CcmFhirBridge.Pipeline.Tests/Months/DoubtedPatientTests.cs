using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>A month of which one patient's record may not be whole.</summary>
public sealed class DoubtedPatientTests : AprilOfAPractice
{
    public DoubtedPatientTests()
    {
        _reader.Add("Encounter/e1 p1 4 x", "Encounter/e2 p2 5 x");
        _reader.Forms["Encounter"] = [ReadForm.PatientFull];
        // Whatever an assessment makes of it: the release looks by itself.
        Decide("p2", Outcome.Bill);
        _reader.Withheld.Add("Patient/p2");
    }

    [Fact]
    public async Task The_month_closes_and_the_patient_is_planned_once_the_record_is_whole()
    {
        var close = await CloseAsync(ReleaseMode.Auto);
        (close.Result, close.Month.State).ShouldBe((CloseResult.Closed, MonthState.Closed));
        close.Month.Reason.ShouldEndWith("1 patient is held, because the EHR may not have shown everything of that record.");

        var held = await ReleaseAsync();
        held.Patients.Select(patient => (patient.Patient, patient.Status)).ShouldBe([("Patient/p1", ReleaseStatus.Planned), ("Patient/p2", ReleaseStatus.Held)]);
        held.Patients[1].Reasons.ShouldBe(["release.record-in-doubt: the EHR may not have shown everything of Encounter."]);
        _ledger.All.ShouldAllBe(entry => entry.Patient == "Patient/p1");

        _reader.Withheld.Clear();
        await new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full: false, null, default);
        (await ReleaseAsync()).Patients.Select(patient => patient.Status).ShouldBe([ReleaseStatus.AlreadyPlanned, ReleaseStatus.Planned]);
    }

    [Fact]
    public async Task What_was_planned_before_is_held_while_the_record_is_in_doubt()
    {
        _reader.Withheld.Clear();
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        _reader.Withheld.Add("Patient/p2");
        await new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full: false, null, default);

        (await ReleaseAsync()).Patients.Single(patient => patient.Patient == "Patient/p2").Status.ShouldBe(ReleaseStatus.Held);

        _ledger.All.Where(entry => entry.Patient == "Patient/p2").ShouldAllBe(entry => entry.State == Domain.BillingPlans.LedgerState.Held);
    }

    [Fact]
    public async Task Whoever_was_merged_is_in_doubt_as_the_one_who_is_left()
    {
        await CloseAsync(ReleaseMode.Auto);
        await _store.MergePatientsAsync(new AliasedMapping(new LineMapping(), PatientAliases.None.With("Patient/old", "Patient/p1")), [], default);
        await _store.KeepDoubtsAsync([new PatientDoubt("Patient/old", "Patient/old", new ReadDoubt("Consent", "gap.patient-withheld", "Open it."))], [], default);

        (await ReleaseAsync()).Patients.Single(patient => patient.Patient == "Patient/p1").Status.ShouldBe(ReleaseStatus.Held);
    }
}
