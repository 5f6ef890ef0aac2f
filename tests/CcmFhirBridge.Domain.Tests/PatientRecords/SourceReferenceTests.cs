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
}
