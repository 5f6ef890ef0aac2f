using System.Collections.Frozen;
using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reading;

namespace CcmFhirBridge.Ehr.Tests.Reading;

public sealed class ReadPlansTests
{
    private static readonly EhrSettings s_ehr = new() { BaseUrl = new Uri("https://ehr.example/fhir") };

    [Theory]
    [InlineData("generic", "Encounter", "_lastUpdated date patient", "last-updated closed-range full patient-closed-range patient-full")]
    [InlineData("generic", "Encounter", "date patient", "full patient-full")]
    [InlineData("generic", "Encounter", "_lastUpdated date", "last-updated closed-range full")]
    [InlineData("generic", "Encounter", "", "full patient-full")]
    [InlineData("generic", "Practitioner", "_lastUpdated", "last-updated closed-range full")]
    [InlineData("generic", "Patient", "_lastUpdated", "last-updated closed-range full")]
    [InlineData("epic", "Encounter", "date patient", "patient-date-window patient-full full")]
    [InlineData("epic", "Encounter", "patient", "patient-full full")]
    [InlineData("epic", "Claim", "_id", "full")]
    [InlineData("epic", "Practitioner", "name", "full")]
    [InlineData("oracle", "Condition", "_lastUpdated patient", "patient-closed-range patient-full full")]
    [InlineData("oracle", "ChargeItem", "context", "")]
    [InlineData("canvas", "Encounter", "date patient", "date-window full patient-full")]
    public void The_best_form_comes_first_and_each_that_follows_is_safer(string vendor, string type, string parameters, string forms)
    {
        var plan = ReadPlans.Of(type, s_ehr with { Profile = EmbeddedVendors.Of(vendor) }, Saying(type, parameters));

        string.Join(' ', plan.Forms).ShouldBe(forms);
        plan.Because.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_was_seen_of_a_type_read_on_demand_counts_as_long_as_the_EHR_says_the_same_of_it()
    {
        var (one, other) = (Saying("DocumentReference", "_lastUpdated patient"), Saying("DocumentReference", "_lastUpdated patient type"));

        one.OfReading("Encounter").ShouldBe(other.OfReading("Encounter"), "it says nothing else of what everybody is read by");
        one.OfReading("DocumentReference").ShouldNotBe(other.OfReading("DocumentReference"));
        ReadPlans.Of("DocumentReference", s_ehr, one).Basis.ShouldNotBe(ReadPlans.Of("DocumentReference", s_ehr, other).Basis);
        string.Join(' ', ReadPlans.Of("DocumentReference", s_ehr, one).Forms).ShouldBe("last-updated closed-range full patient-closed-range patient-full");
    }

    [Fact]
    public void What_the_EHR_says_of_a_type_read_on_demand_is_a_part_only_where_it_is_read()
    {
        var said = Saying("DocumentReference", "patient");

        said.Parts(s_ehr.Types).Select(part => part.Key).ShouldNotContain("DocumentReference");
        said.Parts((s_ehr with { AlsoRead = [EhrTypes.Documents] }).Types).Single(part => part.Key == "DocumentReference").Value.ShouldContain("by:patient");
        Saying("Encounter", "patient").Parts((s_ehr with { AlsoRead = [EhrTypes.Documents] }).Types).Single(part => part.Key == "DocumentReference").Value.ShouldBe("none");
    }

    [Fact]
    public void The_word_of_the_tenant_file_wins_also_against_what_the_EHR_declares()
    {
        var named = s_ehr with { ReadForm = new ReadForm(ReadNarrowing.LastUpdated), ReadForms = s_ehr.ReadForms.Add("Encounter", new ReadForm(ReadNarrowing.DateWindow)) };

        string.Join(' ', ReadPlans.Of("Encounter", named, Saying("Encounter", "patient")).Forms).ShouldBe("date-window full patient-full");
        string.Join(' ', ReadPlans.Of("Condition", named, Saying("Condition", "patient")).Forms).ShouldBe("last-updated closed-range full patient-full");
    }

    [Theory]
    [InlineData("Patient", "name", "patient-full")]
    [InlineData("Encounter", "_lastUpdated patient", "patient-last-updated patient-closed-range patient-full")]
    [InlineData("Claim", "_id", "")]
    [InlineData("Practitioner", "_lastUpdated", "last-updated closed-range full")]
    public void Of_a_listed_population_nobody_elses_record_is_read(string type, string parameters, string forms)
    {
        var listed = s_ehr with { Population = new Population.Listed(["Patient/a"]) };

        string.Join(' ', ReadPlans.Of(type, listed, Saying(type, parameters)).Forms).ShouldBe(forms);
    }

    [Fact]
    public void Another_statement_or_another_choice_is_another_basis()
    {
        var before = ReadPlans.Of("Encounter", s_ehr, Saying("Encounter", "_lastUpdated patient")).Basis;

        ReadPlans.Of("Encounter", s_ehr, Saying("Encounter", "patient _lastUpdated")).Basis.ShouldBe(before, "the order says nothing");
        ReadPlans.Of("Encounter", s_ehr, Saying("Encounter", "_lastUpdated patient date")).Basis.ShouldNotBe(before);
        ReadPlans.Of("Encounter", s_ehr with { ReadForm = ReadForm.Full }, Saying("Encounter", "_lastUpdated patient")).Basis.ShouldNotBe(before);
    }

    [Fact]
    public void What_the_EHR_does_not_have_has_no_form() => ReadPlans.Of("Consent", s_ehr, Saying("Encounter", "")).Forms.ShouldBeEmpty();

    private static Capabilities Saying(string type, string parameters) => new()
    {
        CommonSearchParameters = [],
        Software = "",
        Transaction = false,
        Types = new Dictionary<string, TypeCapability>(StringComparer.Ordinal)
        {
            [type] = new()
            {
                Read = true,
                Search = true,
                Create = false,
                Update = false,
                UpdateCreate = false,
                ConditionalCreate = false,
                ConditionalUpdate = false,
                SearchParameters = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal),
                Includes = [],
            },
        }.ToFrozenDictionary(StringComparer.Ordinal),
    };
}
