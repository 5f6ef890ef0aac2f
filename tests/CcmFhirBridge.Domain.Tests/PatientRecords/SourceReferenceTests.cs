using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.PatientRecords;

public sealed class SourceReferenceTests
{
    [Theory]
    [InlineData("Claim", "a", null, "Claim/a")]
    [InlineData("Claim", "a", "2", "Claim/a/_history/2")]
    public void A_source_is_written_as_FHIR_writes_a_reference(string type, string id, string? version, string text)
    {
        var source = new SourceReference(type, id, version);
        source.ToString().ShouldBe(text);
        source.Key.ShouldBe("Claim/a");
    }

    [Fact]
    public void Sources_are_in_order_by_type_then_id_then_version()
    {
        SourceReference[] ordered = [new("Claim", "a"), new("Claim", "a", "1"), new("Claim", "a", "2"), new("Claim", "b"), new("Encounter", "a")];
        for (var left = 0; left < ordered.Length; left++)
        {
            for (var right = 0; right < ordered.Length; right++)
            {
                (ordered[left] < ordered[right], ordered[left] <= ordered[right], ordered[left] > ordered[right], ordered[left] >= ordered[right])
                    .ShouldBe((left < right, left <= right, left > right, left >= right));
            }
        }
    }

    [Fact]
    public void A_person_is_known_by_NPI_else_by_reference_and_bills_only_with_both_role_and_NPI()
    {
        TestTenant.DrA.Person.ShouldBe("npi:1111111112");
        TestTenant.Nurse.Person.ShouldBe("Practitioner/rn-s");
        TestTenant.DrA.CanBillWithNpi.ShouldBeTrue();
        (TestTenant.DrA with { Npi = null }).CanBillWithNpi.ShouldBeFalse();
        (TestTenant.Nurse with { Npi = "1333333334" }).CanBillWithNpi.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Encounter", "ccm-log-1", true)]
    [InlineData("Encounter", "ccm-log", false)]
    [InlineData("Encounter", "of-ccm-log-1", false)]
    [InlineData("Encounter", "1", false)]
    [InlineData("Procedure", "ccm-log-1", false)]       // only time is logged here
    public void An_Encounter_was_logged_here_by_its_id(string type, string id, bool here) => new SourceReference(type, id).IsLoggedHere.ShouldBe(here);

    [Theory]
    [InlineData("Claim/ab", true)]
    [InlineData("Claim/xb", false)]
    [InlineData("Claim-ab", false)]
    [InlineData("Clamp/ab", false)]
    [InlineData("Claim/a-ab", false)]       // begins and ends as it should, and is longer
    [InlineData("Claims/ab", false)]
    [InlineData("Claim/", false)]
    [InlineData("", false)]
    public void A_key_is_that_of_one_source_in_whatever_version(string key, bool same)
    {
        new SourceReference("Claim", "ab").HasKey(key).ShouldBe(same);
        new SourceReference("Claim", "ab", "2").HasKey(key).ShouldBe(same);
    }
}
