using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.ContractTests.Reading;

/// <summary>A listed patient, read by id.</summary>
public sealed class PatientByIdTests
{
    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_patient_whom_the_EHR_does_not_have_is_named_and_nothing_is_in_doubt(int status)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Patient/mistyped", StubEhr.Status(status));
        var pages = new List<ResourcePage>();

        await foreach (var page in ehr.Connection.Reader.ReadAsync(new ResourceQuery("Patient", null, null) { Patient = "Patient/mistyped" }, TestContext.Current.CancellationToken))
            pages.Add(page);

        var only = pages.ShouldHaveSingleItem();
        (only.Resources.Count, only.PossiblyIncomplete, only.IsLast).ShouldBe((0, false, true));
        var gap = only.Gaps.ShouldHaveSingleItem();
        (gap.Code, gap.Source?.Key).ShouldBe(("gap.patient-not-there", "Patient/mistyped"));
        gap.Message.ShouldContain("ehr.population");
    }
}
