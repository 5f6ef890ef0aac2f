using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>A month of a patient whom the list of the population no longer names when it closes.</summary>
public sealed class DepartedPatientTests : AprilOfAPractice
{
    [Fact]
    public async Task What_was_done_before_they_left_is_billed()
    {
        _reader.Add("Encounter/e1 p1 4 x", "Encounter/e2 p2 5 x");
        (_reader.Forms["Patient"], _reader.Forms["Encounter"]) = ([ReadForm.PatientFull], [ReadForm.PatientFull]);
        _reader.Population = ["Patient/p1", "Patient/p2", "Patient/p3"];
        Decide("p2", Outcome.Bill);
        await new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full: false, null, default);
        _reader.Population = ["Patient/p1", "Patient/p3"];

        (await CloseAsync(ReleaseMode.Auto)).Result.ShouldBe(CloseResult.Closed);

        (await ReleaseAsync()).Patients.Select(patient => (patient.Patient, patient.Status))
            .ShouldBe([("Patient/p1", ReleaseStatus.Planned), ("Patient/p2", ReleaseStatus.Planned)]);
    }
}
