using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.VendorProfiles;

public sealed class EmbeddedVendorTests
{
    [Fact]
    public void Every_vendor_has_a_file_and_the_one_of_which_nothing_is_known_comes_first() =>
        EmbeddedVendors.Keys.ShouldBe(["generic", "athena", "canvas", "ecw", "epic", "hapi", "medplum", "nextgen", "oracle"]);

    [Theory]
    [InlineData("epic", "4101", VendorCodeMeaning.Note)]
    [InlineData("epic", "4113", VendorCodeMeaning.SearchExpired)]
    [InlineData("epic", "4119", VendorCodeMeaning.Incomplete)]
    [InlineData("epic", "59133", VendorCodeMeaning.Incomplete)]
    [InlineData("epic", "4130", VendorCodeMeaning.Withheld)]
    [InlineData("epic", "4131", VendorCodeMeaning.Withheld)]
    [InlineData("epic", "4134", VendorCodeMeaning.Withheld)]
    [InlineData("epic", "4107", VendorCodeMeaning.Merged)]
    [InlineData("epic", "4103", VendorCodeMeaning.Deleted)]
    [InlineData("epic", "4135", VendorCodeMeaning.Quota)]
    [InlineData("generic", "4119", VendorCodeMeaning.Incomplete)]
    public void A_code_has_a_meaning_and_words_of_ours(string vendor, string code, VendorCodeMeaning meaning)
    {
        var known = EmbeddedVendors.Of(vendor).Codes[code];

        known.Meaning.ShouldBe(meaning);
        known.Words.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("epic", "Encounter", "patient-date-window")]
    [InlineData("epic", "Condition", null)]
    [InlineData("canvas", "Encounter", "date-window")]
    [InlineData("ecw", "Encounter", "patient-date-window")]
    [InlineData("oracle", "Patient", "full")]
    public void Types_are_read_as_the_vendor_can_be_asked(string vendor, string type, string? form) =>
        (EmbeddedVendors.Of(vendor).Forms.TryGetValue(type, out var known) ? known.Word : null).ShouldBe(form);

    [Fact]
    public void What_differs_between_vendors_is_data()
    {
        (EmbeddedVendors.Of("epic").Form, EmbeddedVendors.Of("hapi").Form).ShouldBe((ReadForm.PatientFull, null));
        EmbeddedVendors.Of("oracle").ClosesRanges.ShouldBeTrue();
        EmbeddedVendors.Of("oracle").NotRead.ShouldBe(["ChargeItem"]);
        EmbeddedVendors.Of("oracle").WriteForms["ChargeItem"].ShouldBe("oracle-charge");
        EmbeddedVendors.Of("canvas").WriteForms["Claim"].ShouldBe("canvas-claim");
        (EmbeddedVendors.Of("canvas").PagesShift, EmbeddedVendors.Of("hapi").PagesShift).ShouldBe((true, false));
        EmbeddedVendors.Of("nextgen").PageParameter.ShouldBe("_maxresults");
        (EmbeddedVendors.Of("ecw").WaitsForTheMinute, EmbeddedVendors.Of("ecw").RequestsPerMinute).ShouldBe((true, 240), "250 a minute with those for tokens");
    }

    [Fact]
    public void An_unknown_vendor_is_told_with_those_that_are_known() =>
        Should.Throw<ArgumentException>(() => EmbeddedVendors.Of("epicc")).Message.ShouldContain("generic, athena");
}
