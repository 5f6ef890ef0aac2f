using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>What our own claims of earlier months say of a later one: under whom it is billed, and when care management began.</summary>
public sealed class OwnClaimsTests
{
    [Theory]
    //          our claims: who and the first date of service           who bills April
    [InlineData("", "Practitioner/dr-a")]                               // nothing was billed: the author of the plan
    [InlineData("b 2026-03-12", "Practitioner/dr-b")]
    [InlineData("b 2026-03-31", "Practitioner/dr-b")]
    [InlineData("b 2024-01-31", "Practitioner/dr-b")]                   // however long ago
    [InlineData("b 2026-04-01", "Practitioner/dr-a")]                   // the month's own claim says nothing about itself
    [InlineData("b 2026-05-02", "Practitioner/dr-a")]
    [InlineData("b 2026-03-12, a 2026-04-12", "Practitioner/dr-b")]
    [InlineData("b 2026-02-10, a 2026-03-10", "Practitioner/dr-a")]
    [InlineData("a 2026-02-28, b 2026-03-01", "Practitioner/dr-b")]
    [InlineData("a 2025-12-31, b 2026-01-01", "Practitioner/dr-b")]
    [InlineData("a 2026-03-20, b 2026-03-10", "Practitioner/dr-a")]     // two of one month: the greater reference, whatever the order
    [InlineData("nobody 2026-03-10", "Practitioner/dr-a")]              // it names nobody: the next step
    [InlineData("b 2026-02-10, nobody 2026-03-10", "Practitioner/dr-a")]
    [InlineData("nurse 2026-03-10", null)]                              // whoever billed cannot any more: a person has to say
    [InlineData("stranger 2026-03-10", null)]
    [InlineData("unnumbered 2026-03-10", null)]
    public void The_practitioner_of_the_last_claim_bills_before_the_author_of_the_plan(string claims, string? bills)
    {
        foreach (var backwards in new[] { false, true })
        {
            var assessment = Billed(claims, backwards).Time("04-14 10:00", 1200).Assess();
            assessment.BillingPractitioner?.Reference.ShouldBe(bills);
            assessment.Answer("practitioner.npi").ShouldBe(bills is null ? "cannot-tell hold" : "met");
        }
    }

    [Theory]
    //          our March claim, who worked 30:00      codes    consent.practitioner  visit.initiating
    [InlineData("", "b", "99490×1", "met", "met")]
    [InlineData("a 2026-03-12", "b", "99490×1", "met", "met")]
    [InlineData("b 2026-03-12", "b", "99491×1", "not-met hold", "cannot-tell hold")]   // consent and visit are those of dr-a
    [InlineData("b 2026-03-12", "a", "99490×1", "not-met hold", "cannot-tell hold")]   // now dr-a is the other one
    public void Time_consent_and_visit_are_looked_at_for_that_practitioner(string claims, string worked, string codes, string consent, string visit)
    {
        var assessment = Billed(claims).Time("04-14 10:00", 1800, Person(worked)).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        assessment.Answer("consent.practitioner").ShouldBe(consent);
        assessment.Answer("visit.initiating").ShouldBe(visit);
    }

    [Fact]
    public void The_claim_is_the_evidence_and_a_persons_word_goes_before_it()
    {
        var records = Billed("b 2026-03-12").Time("04-14 10:00", 1200);
        records.Assess().Says("practitioner.npi").ShouldBe("met: The billing practitioner is known and has an NPI. <Claim/own-2026-03-12>");
        Billed("nurse 2026-03-12").Assess().Says("practitioner.npi")
            .ShouldBe("cannot-tell hold: Whoever billed the last claim is not known to be able to bill with an NPI. <Claim/own-2026-03-12>");
        var said = records.With(record => record with { Decisions = [Names("Practitioner/dr-a")] }).Assess();
        said.BillingPractitioner.ShouldBe(TestTenant.DrA);
        var alone = Billed("b 2026-03-12, a 2026-02-12").With(record => record with { GeneralPractitioners = [], Decisions = [Names("Practitioner/dr-b")] });
        alone.Assess().BillingPractitioner.ShouldBe(TestTenant.DrB);
    }

    [Fact]
    public void Plans_of_two_practitioners_do_not_hold_where_a_claim_has_said_who_bills()
    {
        var other = Records.Plan("2026-01-10") with { Source = new SourceReference("CarePlan", "plan2"), Author = TestTenant.DrB };
        Records With(string claims) => Billed(claims).Time("04-14 10:00", 1200).With(record => record with { CarePlans = [.. record.CarePlans, other] });
        With("").Assess().Answer("practitioner.npi").ShouldBe("cannot-tell hold");
        With("a 2026-03-12").Assess().Answer("practitioner.npi").ShouldBe("met");
    }

    [Theory]
    //          our claims                       the only visit  visit.initiating
    [InlineData("", "2026-02-10", "met")]
    [InlineData("a 2024-03-12", "2026-02-10", "not-met hold")]      // two years after care management began
    [InlineData("a 2024-03-12", "2024-02-10", "met")]
    [InlineData("", "2024-02-10", "not-met hold")]
    [InlineData("a 2024-03-12", "2024-03-12", "met")]               // both ends of the look-back are inclusive
    [InlineData("a 2024-03-12", "2024-03-13", "not-met hold")]
    [InlineData("a 2024-03-12", "2023-03-12", "met")]
    [InlineData("a 2024-03-12", "2023-03-11", "not-met hold")]
    [InlineData("a 2025-08-12, a 2024-03-12", "2025-08-01", "not-met hold")]    // the first of them counts
    [InlineData("nobody 2024-03-12", "2024-02-10", "met")]          // also one that names nobody
    [InlineData("a 2026-04-02", "2026-04-10", "met")]               // the month's own does not
    [InlineData("a 2026-05-02", "2026-02-10", "met")]
    public void Care_management_began_with_the_first_of_our_claims(string claims, string visit, string answer)
    {
        foreach (var backwards in new[] { false, true })
        {
            Billed(claims, backwards).Time("04-14 10:00", 1200).With(record => record with { OtherServices = [Records.Visit("99213", visit)] })
                .Assess().Answer("visit.initiating").ShouldBe(answer);
        }
    }

    [Theory]
    [InlineData("", "met: The billing practitioner saw the patient within the look-back before care management began. <Claim/claim-99213-2026-02-10>")]
    [InlineData("a 2026-02-12, a 2026-03-12",
        "met: The billing practitioner saw the patient within the look-back before care management began. <Claim/claim-99213-2026-02-10 Claim/own-2026-02-12>")]
    [InlineData("a 2026-02-02", "not-met hold: No listed visit by the billing practitioner was found in the look-back before care management began. <Claim/own-2026-02-02>")]
    [InlineData("b 2026-02-12",
        "cannot-tell hold: The only listed visits found are another practitioner's, or do not say whose they are. <Claim/claim-99213-2026-02-10 Claim/own-2026-02-12>")]
    public void The_claim_with_which_it_began_is_evidence(string claims, string says) =>
        Billed(claims).Time("04-14 10:00", 1200).With(record => record with { OtherServices = [Records.Visit("99213", "2026-02-10")] })
            .Assess().Says("visit.initiating").ShouldBe(says);

    [Theory]
    //          our claims      the visit with extended planning     codes
    [InlineData("", "2026-04-03", "99490×1 G0506×1")]
    [InlineData("a 2026-02-12", "2026-04-03", "99490×1")]        // no initiating visit: care management had begun
    [InlineData("a 2026-04-12", "2026-04-03", "99490×1 G0506×1")]
    public void Planning_at_a_visit_after_our_first_claim_is_never_proposed(string claims, string visit, string codes)
    {
        var planned = Records.Visit("99213", visit) with { Source = new SourceReference("Encounter", "v"), ExtendedPlanning = true };
        Billed(claims).Time("04-14 10:00", 1200).Service(planned).Assess(rules: TestRules.Whole).Codes().ShouldBe(codes);
    }

    [Theory]
    //          our claims: id and first date of service        the first and the last before April
    [InlineData("x 2026-02-10", "x x")]
    [InlineData("x 2026-02-10, y 2026-02-10", "x y")]               // of one day the lower id is the first, the greater the last
    [InlineData("y 2026-02-10, x 2026-02-10", "x y")]
    [InlineData("y 2026-02-09, x 2026-02-10", "y y")]               // the earlier day goes before the lower id
    [InlineData("x 2026-02-10, y 2026-02-09", "y y")]
    [InlineData("x 2026-01-31, y 2026-03-01", "x y")]
    [InlineData("x 2026-04-01", "none none")]
    public void Which_claim_is_the_first_and_which_the_last_does_not_depend_on_their_order(string claims, string expected)
    {
        var record = Records.Eligible().Record with
        {
            OwnClaims = [.. claims.Split(", ").Select(static claim => claim.Split(' ')).Select(static words => new OwnClaim(new SourceReference("Claim", words[0]), "OWN", Records.Day(words[1]), null))],
        };
        var april = new MonthDays(Records.April, TestTenant.Lakeside.TimeZone);
        $"{OwnClaims.First(record, april)?.Source.Id ?? "none"} {OwnClaims.Last(record, april)?.Source.Id ?? "none"}".ShouldBe(expected);
    }

    private static Records Billed(string claims, bool backwards = false)
    {
        var own = claims.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(claim => claim.Split(' '))
            .Select(claim => new OwnClaim(new SourceReference("Claim", "own-" + claim[1]), "OWN" + claim[1], Records.Day(claim[1]), Person(claim[0])));
        return Records.Eligible().With(record => record with { OwnClaims = backwards ? [.. own.Reverse()] : [.. own] });
    }

    private static PractitionerIdentity? Person(string name) => name switch
    {
        "a" => TestTenant.DrA,
        "b" => TestTenant.DrB,
        "nurse" => TestTenant.Nurse,
        "stranger" => TestTenant.Stranger,
        "unnumbered" => TestTenant.DrB with { Npi = null },
        _ => null,
    };

    private static HumanDecision Names(string practitioner) => new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = DecisionKind.BillingPractitioner,
        By = "biller",
        At = Records.Local("05-02 10:00"),
        Reason = "Asked.",
        Practitioner = practitioner,
    };
}
