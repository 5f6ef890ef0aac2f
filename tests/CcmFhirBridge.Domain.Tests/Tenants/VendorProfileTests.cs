using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Tenants;

public sealed class VendorProfileTests
{
    private static VendorProfile Profile => VendorProfile.Generic with
    {
        Codes = ImmutableSortedDictionary<string, VendorCode>.Empty
            .Add("4101", new VendorCode(VendorCodeMeaning.Withheld, "Somebody has to break the glass."))
            .Add("59", new VendorCode(VendorCodeMeaning.Quota, "The day's requests are used up.")),
    };

    //          codes of an outcome, parted by blanks; what is asked; whether one of them means it
    [Theory]
    [InlineData("4101", VendorCodeMeaning.Withheld, true)]
    [InlineData("unheard-of 59 4101", VendorCodeMeaning.Withheld, true)]
    [InlineData("59", VendorCodeMeaning.Quota, true)]
    [InlineData("59", VendorCodeMeaning.Withheld, false)]
    [InlineData("unheard-of", VendorCodeMeaning.Withheld, false)]
    [InlineData("unheard-of", VendorCodeMeaning.Note, false)]
    [InlineData("", VendorCodeMeaning.Withheld, false)]
    public void An_outcome_means_what_one_of_its_codes_means(string codes, VendorCodeMeaning meaning, bool means) =>
        Profile.Means(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries), meaning).ShouldBe(means);

    [Fact]
    public void A_server_of_which_nothing_is_known_is_asked_as_FHIR_says()
    {
        var generic = VendorProfile.Generic;
        (generic.Key, generic.Name, generic.PageParameter).ShouldBe(("generic", "any FHIR R4 server", "_count"));
        (generic.RequestsPerMinute, generic.RequestsInFlight, generic.Form).ShouldBe((null, null, (ReadForm?)null), "the bridge's own limits, and what the EHR says of itself");
        (generic.PagesShift, generic.ClosesRanges, generic.WaitsForTheMinute).ShouldBe((false, false, false));
        (generic.Forms.Count, generic.NotRead.Count, generic.WriteForms.Count, generic.Codes.Count).ShouldBe((0, 0, 0, 0));
    }
}
