using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Tenants;

public sealed class ReadFormTests
{
    //          word of a tenant file, what is left out, patient by patient, asks for what changed
    [Theory]
    [InlineData("full", ReadNarrowing.None, false, false)]
    [InlineData("last-updated", ReadNarrowing.LastUpdated, false, true)]
    [InlineData("closed-range", ReadNarrowing.ClosedRange, false, true)]
    [InlineData("date-window", ReadNarrowing.DateWindow, false, false)]
    [InlineData("patient-full", ReadNarrowing.None, true, false)]
    [InlineData("patient-last-updated", ReadNarrowing.LastUpdated, true, true)]
    [InlineData("patient-closed-range", ReadNarrowing.ClosedRange, true, true)]
    [InlineData("patient-date-window", ReadNarrowing.DateWindow, true, false)]
    public void A_word_means_one_form_and_the_form_is_spelled_so(string word, ReadNarrowing narrowing, bool byPatient, bool asksForChanges)
    {
        var form = ReadForm.Find(word).ShouldNotBeNull();
        form.ShouldBe(new ReadForm(narrowing, byPatient));
        (form.Word, $"{form}", form.AsksForChanges).ShouldBe((word, word, asksForChanges));
        form.Whole.ShouldBe(byPatient ? ReadForm.PatientFull : ReadForm.Full);
        ReadForm.All.ShouldContain(form);
    }

    [Fact]
    public void There_are_no_other_forms()
    {
        ReadForm.All.Length.ShouldBe(8);
        (ReadForm.Full.Word, ReadForm.PatientFull.Word).ShouldBe(("full", "patient-full"));
    }

    [Theory]
    [InlineData("FULL")]
    [InlineData("patient-")]
    [InlineData("")]
    [InlineData(null)]
    public void Another_word_means_no_form(string? word) => ReadForm.Find(word).ShouldBeNull();

    [Fact]
    public void A_narrowing_that_does_not_exist_is_never_spelled_as_nothing() => Should.Throw<InvalidOperationException>(() => new ReadForm((ReadNarrowing)9).Word);
}
