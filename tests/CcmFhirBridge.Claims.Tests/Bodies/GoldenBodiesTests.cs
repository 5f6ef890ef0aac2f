using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Testing;

namespace CcmFhirBridge.Claims.Tests.Bodies;

public sealed class GoldenBodiesTests
{
    [Fact]
    public void The_claim_of_a_usual_month() => ShouldBeGolden(Requests.Claim(Requests.Usual()), "claim");

    [Fact]
    public void The_charge_of_its_base_code_when_the_claim_is_filed() => ShouldBeGolden(Requests.Charge(Requests.Usual()), "charge-99490");

    [Fact]
    public void The_charge_of_its_add_on_when_the_claim_is_filed() => ShouldBeGolden(Requests.Charge(Requests.Usual(), 1), "charge-99439");

    [Fact]
    public void The_charge_of_its_base_code_when_the_charge_is_filed() =>
        ShouldBeGolden(Requests.Charge(Requests.Usual(FiledThrough.EhrCharge)), "charge-99490-billable");

    [Fact]
    public void The_claim_when_coverage_is_assumed_by_policy() =>
        ShouldBeGolden(Requests.Claim(Requests.Of(Requests.Plan() with { Coverage = null })), "claim-coverage-assumed");

    [Fact]
    public void The_claim_that_replaces_another() => ShouldBeGolden(
        Requests.Claim(Requests.Usual() with { Revision = 2, Replaces = new ClaimReplacement(Requests.Usual().RevisionIdentifier, "2026-0442-17", IsVoid: false) }), "claim-replacement");

    [Fact]
    public void The_claim_that_voids_another() => ShouldBeGolden(
        CanonicalJson.Write(ClaimBuilder.Void(
            ClaimBuilder.Build(Requests.Usual()), ClaimIdentifiers.ClaimRevision(Requests.Usual().Identifier, 2), ClaimRequest.InstantOf(Requests.Tenant(), Requests.Created.AddDays(9)),
            new ClaimReplacement(Requests.Usual().RevisionIdentifier, null, IsVoid: true))),
        "claim-void");

    [Fact]
    public void The_charge_of_extended_planning_at_the_visit() => ShouldBeGolden(
        Requests.Charge(
            Requests.Of(Requests.Plan(
                Requests.Line("99490", 1, 125m),
                Requests.Line("G0506", 1, 66.47m) with { DateOfService = new DateOnly(2026, 4, 2), Visit = new SourceReference("Encounter", "v1", "1") })),
            1),
        "charge-G0506");

    private static void ShouldBeGolden(byte[] body, string name)
    {
        ConformanceGate.Default.Check(body).ShouldBeEmpty();
        Golden.ShouldMatch(body, name);
    }
}
