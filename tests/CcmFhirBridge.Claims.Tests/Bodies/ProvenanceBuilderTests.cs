using System.Text;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Testing;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Tests.Bodies;

public sealed class ProvenanceBuilderTests
{
    // As the assessment of the month cites them.
    private static readonly SourceReference[] s_sources =
        [new("Encounter", "t1", "3"), new("Encounter", "t2", "1"), new("Consent", "k1", "1"), new("CarePlan", "cp1", "5"), new("Condition", "c1", "1"), new("Observation", "o1")];

    private static readonly ClaimRequest s_bill = new(Requests.Tenant(), Requests.Plan(), "0123456789ABCDEFG", 1, Requests.Created);

    private static ProvenanceRequest OfClaim => new(Requests.Tenant(), ClaimBuilder.Build(s_bill), s_bill.RevisionIdentifier, "Claim/9/_history/1", Requests.Created, s_sources) { Id = "p-1" };

    [Fact]
    public void A_claim_that_the_EHR_has() => Golden.ShouldMatch(CanonicalJson.Write(ProvenanceBuilder.Build(OfClaim)), "provenance-claim");

    [Fact]
    public void What_has_not_arrived_is_named_by_its_identifier()
    {
        var target = ProvenanceBuilder.Build(OfClaim with { EhrReference = null }).Target.ShouldHaveSingleItem();
        (target.Reference, target.Identifier!.System, target.Identifier.Value).ShouldBe((null, Canonicals.ClaimRevisionIdentifier, s_bill.RevisionIdentifier));
    }

    [Fact]
    public void Every_version_that_was_read_is_named_at_the_EHR_and_what_is_cited_without_one_as_well()
    {
        var sources = ProvenanceBuilder.Build(OfClaim).Entity.ConvertAll(entity => entity.What!.Reference);
        sources.ShouldContain("https://ehr.lakeside.example/fhir/Encounter/t1/_history/3");
        sources.ShouldContain("https://ehr.lakeside.example/fhir/Observation/o1");
        sources.ShouldContain("https://ehr.lakeside.example/fhir/Coverage/cov1", "cited by the body, and not by the assessment");
        sources.ShouldBeUnique();
        ProvenanceBuilder.Build(OfClaim).Entity.ShouldAllBe(entity => entity.Role == Provenance.ProvenanceEntityRole.Source);
    }

    [Fact]
    public void A_replacement_is_an_update_and_a_first_claim_is_not()
    {
        ProvenanceBuilder.Build(OfClaim).Activity!.Coding[0].Code.ShouldBe("CREATE");
        var body = ClaimBuilder.Build(s_bill);
        body.Related.Add(new Claim.RelatedClaimComponent { Claim = new ResourceReference("Claim/8") });
        ProvenanceBuilder.Build(OfClaim with { Body = body }).Activity!.Coding[0].Code.ShouldBe("UPDATE");
    }

    [Fact]
    public void Only_bills_come_from_here() =>
        Should.Throw<ArgumentException>(() => ProvenanceBuilder.Build(OfClaim with { Body = new Patient() }));

    [Fact]
    public void Each_is_a_Provenance_as_FHIR_has_it()
    {
        DomainResource[] bodies = [ClaimBuilder.Build(s_bill), ChargeItemBuilder.Build(s_bill, s_bill.Plan.Lines[0])];
        foreach (var body in bodies)
        {
            var json = Encoding.UTF8.GetString(CanonicalJson.Write(ProvenanceBuilder.Build(OfClaim with { Body = body })));
            FhirJsonDeserializer.STRICT.Deserialize<Provenance>(json).Target.Count.ShouldBe(1);
        }
    }
}
