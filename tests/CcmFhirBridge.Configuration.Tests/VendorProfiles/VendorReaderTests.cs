using System.Text;
using CcmFhirBridge.Configuration.Tests.Tenants;
using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.VendorProfiles;

public sealed class VendorReaderTests
{
    private const string Good = """
        vendor: acme
        name: Acme Charts
        limits: { perMinute: 90 }
        read: { all: patient-full, Encounter: patient-date-window, Claim: none }
        codes:
          "7": { means: withheld, say: ask first }
        """;

    [Fact]
    public void A_file_becomes_a_profile()
    {
        var profile = VendorReader.Read("acme.yaml", Encoding.UTF8.GetBytes(Good));

        (profile.Key, profile.Name, profile.RequestsPerMinute, profile.RequestsInFlight, profile.PageSize).ShouldBe(("acme", "Acme Charts", 90, null, 200));
        (profile.Form, profile.Forms["Encounter"].Word).ShouldBe((ReadForm.PatientFull, "patient-date-window"));
        profile.NotRead.ShouldBe(["Claim"]);
        profile.Means(["1", "7"], VendorCodeMeaning.Withheld).ShouldBeTrue();
        profile.Means(["7"], VendorCodeMeaning.Incomplete).ShouldBeFalse();
    }

    [Theory]
    [InlineData("vendor: acme", "vendor: acne", "vendor.file-name", 1, "the file is called acme.yaml")]
    [InlineData("perMinute: 90", "perMinutes: 90", "yaml.unknown-key", 3, "Did you mean 'perMinute'?")]
    [InlineData("Claim: none", "Claim: nothing", "yaml.value", 4, "'read.Claim' does not know 'nothing'")]
    [InlineData("Claim: none", "Patient: patient-full", "vendor.form", 4, "Use 'full'.")]
    [InlineData("Encounter: patient-date-window", "Coverage: date-window", "vendor.form", 4, "Coverage has no day of service")]
    [InlineData("all: patient-full", "all: none", "vendor.form", 4, "would read nothing")]
    [InlineData("means: withheld", "means: held", "yaml.value", 6, "does not know 'held'")]
    [InlineData(", say: ask first", "", "yaml.missing-key", 6, "'codes.7.say' is missing")]
    public void A_mistake_is_told_with_file_and_line(string piece, string replacement, string code, int line, string words)
    {
        var wrong = Should.Throw<ConfigurationException>(() => VendorReader.Read("acme.yaml", Encoding.UTF8.GetBytes(Good.Replace(piece, replacement, StringComparison.Ordinal))));

        var problem = wrong.Problems.ShouldHaveSingleItem();
        (problem.File, problem.Line, problem.Code).ShouldBe(("acme.yaml", line, code));
        problem.Message.ShouldContain(words);
    }

    [Fact]
    public void A_tenant_says_what_holds_instead_value_by_value()
    {
        var ehr = TenantFiles.Good(TenantFiles.With("vendor: medplum", """
            vendor: epic
              overrides:
                paging: { size: 50 }
                throttle: minute
                ranges: closed
                window: 2
                parameters: { ah-practice: Organization/a-1 }
                write: { Claim: canvas-claim }
                codes: { "4119": { means: note, say: as usual here } }
            """).Replace("mode: last-updated", "mode: auto, forms: { Claim: none, Procedure: full }", StringComparison.Ordinal)).Ehr;

        var profile = ehr.Profile;
        (profile.Key, profile.PageSize, profile.PageParameter, profile.WaitsForTheMinute, profile.ClosesRanges, profile.WindowMonths).ShouldBe(("epic", 50, "_count", true, true, 2));
        profile.Parameters["ah-practice"].ShouldBe("Organization/a-1");
        profile.WriteForms["Claim"].ShouldBe("canvas-claim");
        (profile.Codes["4119"].Meaning, profile.Codes["4113"].Meaning).ShouldBe((VendorCodeMeaning.Note, VendorCodeMeaning.SearchExpired));
        profile.NotRead.ShouldBe(["Claim"]);
        (ehr.ReadForm, ehr.ReadForms["Procedure"], profile.Form).ShouldBe((null, ReadForm.Full, ReadForm.PatientFull));
        ehr.RequestsPerMinute.ShouldBe(60, "what the tenant file says itself");
    }

    [Fact]
    public void Limits_are_the_vendors_where_the_tenant_is_silent() =>
        TenantFiles.Good(TenantFiles.With("limits: { perMinute: 60, inFlight: 2, timeout: 45s }", "limits: { timeout: 45s }")).Ehr.RequestsPerMinute.ShouldBe(600);
}
