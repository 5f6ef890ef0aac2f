using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

public sealed class OtherServiceTests
{
    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static OtherService Elsewhere(string code) => Records.Visit(code, "2026-04-08", TestTenant.DrB) with { Organization = "tin:987654321" };

    [Theory]
    //          rule                     code     whose            answer               outcome
    [InlineData("tcm", "99495", "own", "met", Outcome.Bill)]
    [InlineData("home-health", "G0181", "own", "not-met block", Outcome.Block)]
    [InlineData("home-health", "G0181", "partner", "not-met block", Outcome.Block)]
    [InlineData("home-health", "G0181", "elsewhere", "not-met warn", Outcome.Bill)]
    [InlineData("home-health", "G0181", "unknown", "cannot-tell hold", Outcome.Hold)]
    [InlineData("pcm", "99424", "own", "not-met block", Outcome.Block)]
    [InlineData("pcm", "99424", "elsewhere", "met", Outcome.Bill)]
    [InlineData("pcm-other-practitioner", "99424", "partner", "met", Outcome.Bill)]
    [InlineData("ccm-elsewhere", "99487", "elsewhere", "not-met hold", Outcome.Hold)]
    [InlineData("ccm-elsewhere", "99490", "own", "not-met hold", Outcome.Hold)]
    [InlineData("home-health", "G0181", "in March", "met", Outcome.Bill)]
    [InlineData("home-health", "G0181", "undated", "cannot-tell hold", Outcome.Hold)]
    public void Other_services_count_by_code_and_by_whose_they_are(string rule, string code, string whose, string answer, Outcome outcome)
    {
        var service = whose switch
        {
            "own" => Records.Visit(code, "2026-04-08"),
            "partner" => Elsewhere(code) with { Organization = "tin:12-3456789" },
            "elsewhere" => Elsewhere(code),
            "unknown" => Elsewhere(code) with { Organization = null },
            "in March" => Records.Visit(code, "2026-03-31"),
            _ => Records.Visit(code, "2026-04-08") with { Start = null },
        };
        var assessment = Served.Service(service).Assess();
        assessment.Answer("other-service." + rule).ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("tcm", ConflictHandling.Block, "99495", "not-met block")]
    [InlineData("home-health", ConflictHandling.Allow, "G0181", "not-met block")]      // a word below hold is of the other scope
    [InlineData("home-health", ConflictHandling.Hold, "G0181", "not-met hold")]
    [InlineData("pcm", ConflictHandling.Hold, "99424", "not-met hold")]
    [InlineData("pcm", ConflictHandling.Warn, "99424", "not-met block")]
    [InlineData("pcm-other-practitioner", ConflictHandling.Hold, "99424", "met")]      // says nothing of the own practitioner's, which blocks
    [InlineData("ccm-elsewhere", ConflictHandling.Allow, "99487", "not-met hold")]
    [InlineData("ccm-elsewhere", ConflictHandling.Block, "99487", "not-met block")]
    public void The_practice_may_be_stricter_but_not_laxer_than_the_law(string key, ConflictHandling handling, string code, string answer)
    {
        var tenant = TestTenant.With(policy => policy with { Conflicts = policy.Conflicts.Add(key, handling) });
        Served.Service(Records.Visit(code, "2026-04-08")).Assess(tenant).Answer("other-service." + key).ShouldBe(answer);
    }

    [Theory]
    [InlineData("apcm", ConflictHandling.Hold, false, "not-met hold")]
    [InlineData("hospice", ConflictHandling.Hold, false, "not-met hold")]
    [InlineData("esrd", ConflictHandling.Hold, false, "not-met hold")]
    [InlineData("esrd", ConflictHandling.Block, false, "not-met block")]
    [InlineData("esrd", null, false, "not-met block")]                  // the pack's own hold is of the other scope
    [InlineData("esrd", ConflictHandling.Hold, true, "not-met block")]  // the payer's overlay goes before the practice's policy
    [InlineData("tcm", ConflictHandling.Hold, false, "not-met block")]
    public void What_is_blocked_in_the_own_scope_the_practice_may_hold_where_the_law_lets_it(string key, ConflictHandling? wished, bool isPayersOwn, string answer)
    {
        var rules = TestRules.StaffOnly with { OtherServices = [new ServiceFamily(key, ["G9999"], ConflictHandling.Hold, ConflictHandling.Block, ["faq"], Confidence.Secondary) { IsPayersOwn = isPayersOwn }] };
        var tenant = wished is { } word ? TestTenant.With(policy => policy with { Conflicts = policy.Conflicts.Add(key, word) }) : TestTenant.Lakeside;
        Served.Service(Records.Visit("G9999", "2026-04-08")).Assess(tenant, rules).Answer("other-service." + key).ShouldBe(answer);
    }

    [Theory]
    [InlineData(ConflictHandling.Hold, "elsewhere", "not-met hold")]
    [InlineData(ConflictHandling.Allow, "elsewhere", "met")]
    [InlineData(ConflictHandling.Allow, "own", "not-met block")]
    public void A_pack_with_one_family_for_both_scopes_still_knows_the_other_practitioners_key(ConflictHandling handling, string whose, string answer)
    {
        var rules = TestRules.StaffOnly with { OtherServices = [new ServiceFamily("pcm", ["99424"], ConflictHandling.Allow, ConflictHandling.Block, ["faq"], Confidence.Secondary)] };
        var tenant = TestTenant.With(policy => policy with { Conflicts = policy.Conflicts.Add("pcm-other-practitioner", handling) });
        Served.Service(whose == "own" ? Records.Visit("99424", "2026-04-08") : Elsewhere("99424")).Assess(tenant, rules).Answer("other-service.pcm").ShouldBe(answer);
    }

    [Fact]
    public void A_CCM_code_on_a_time_entry_is_a_label_not_another_bill()
    {
        var records = Served;
        records.Service(Records.Visit("99490", "2026-04-14") with { Source = records.Record.TimeEntries[0].Source }).Assess().Outcome.ShouldBe(Outcome.Bill);
    }

    [Theory]
    [InlineData("99213 2026-01-05 own", "met", "met")]
    [InlineData("99213 2025-04-14 own", "met", "met")]
    [InlineData("99213 2025-04-13 own", "not-met hold", "cannot-tell info")]
    [InlineData("99213 2026-04-14 own", "met", "met")]
    [InlineData("99213 2026-04-15 own", "not-met hold", "cannot-tell info")]
    [InlineData("99211 2026-01-05 own", "not-met hold", "cannot-tell info")]
    [InlineData("99213 2026-01-05 partner", "cannot-tell hold", "cannot-tell info")]
    [InlineData("99213 2026-01-05 silent", "met", "cannot-tell warn")]
    [InlineData("99202 2026-01-05 silent", "met", "cannot-tell hold")]
    [InlineData("99202 2026-01-05 denied", "met", "not-met hold")]
    public void The_initiating_visit_is_looked_for_in_the_year_before_care_management_began(string visit, string answer, string discussed)
    {
        var words = visit.Split(' ');
        var service = Records.Visit(words[0], words[1], words[2] == "partner" ? TestTenant.DrB : TestTenant.DrA) with
        {
            CcmDiscussed = words[2] switch { "silent" => null, "denied" => false, _ => true },
        };
        var assessment = Served.With(record => record with { OtherServices = [service] }).Assess();
        assessment.Answer("visit.initiating").ShouldBe(answer);
        assessment.Answer("visit.discussed").ShouldBe(discussed);
    }

    [Fact]
    public void The_initiating_visit_may_be_assumed()
    {
        var tenant = TestTenant.With(policy => policy with { InitiatingVisit = InitiatingVisitPolicy.Assumed });
        Served.With(record => record with { OtherServices = [] }).Assess(tenant).Outcome.ShouldBe(Outcome.Bill);
    }

    [Fact]
    public void Hospice_and_a_stay_without_an_admission_hold()
    {
        var source = new SourceReference("Encounter", "stay");
        Assessment With(Stay stay) => Served.With(record => record with { Stays = [stay] }).Assess();
        With(new Stay(source, StayKind.Hospice, Records.Day("2026-03-01"), null)).Answer("time.stay").ShouldBe("cannot-tell hold");
        With(new Stay(source, StayKind.Inpatient, null, null)).Answer("time.stay").ShouldBe("cannot-tell hold");
        With(new Stay(source, StayKind.Inpatient, null, Records.Day("2026-03-10"))).Answer("time.stay").ShouldBe("met");
        With(new Stay(source, StayKind.Inpatient, Records.Day("2026-04-01"), null)).Outcome.ShouldBe(Outcome.None);
    }

    [Fact]
    public void A_death_without_a_date_holds_and_the_day_of_death_holds_when_it_matters()
    {
        Served.With(record => record with { DiedWithoutDate = true }).Assess().Answer("time.death").ShouldBe("cannot-tell hold");
        Served.With(record => record with { DiedAt = Records.Day("2026-04-14") }).Assess().Answer("time.death").ShouldBe("cannot-tell hold");
        Served.With(record => record with { DiedAt = Moment.At(Records.Local("04-14 11:00")) }).Assess().Outcome.ShouldBe(Outcome.Bill);
        Served.With(record => record with { DiedAt = Records.Day("2026-04-13") }).Assess().Outcome.ShouldBe(Outcome.None);
    }

    [Fact]
    public void Care_management_without_a_day_may_be_another_bill_of_the_month() =>
        Records.Eligible().Time("04-14 10:00", 1200).Service(Records.Visit("99490", "2026-04-08", TestTenant.DrB) with { Source = new SourceReference("Claim", "c1"), Start = null }).Assess()
            .Says("other-service.ccm-elsewhere").ShouldBe("cannot-tell hold: A chronic care management code without a date is seen that is not ours. <Claim/c1>");

    [Fact]
    public void What_a_bill_with_an_unknown_modifier_bills_cannot_be_told() =>
        Records.Eligible().Time("04-14 10:00", 1200)
            .With(static record => record with { Gaps = [new RecordGap("gap.modifier-extension", new SourceReference("Claim", "c1"), "modifierExtension", "Unknown.")] }).Assess()
            .Says("other-service.ccm-elsewhere").ShouldBe("cannot-tell hold: A bill or service carries a modifier that is not known, so what it bills cannot be told. <Claim/c1>");

    [Theory]
    [InlineData("Encounter", "t1", "met")]             // a label of the entry, and the visit beside it is no care management
    [InlineData("Encounter", "other", "not-met hold")]
    [InlineData("Claim", "t1", "not-met hold")]
    public void A_code_of_care_management_is_a_bill_wherever_it_is_not_the_label_of_an_entry(string type, string id, string answer) =>
        Records.Eligible().Time("04-14 10:00", 1200).Service(Records.Visit("99213", "2026-04-02"))
            .Service(Records.Visit("99490", "2026-04-14", TestTenant.DrB) with { Source = new SourceReference(type, id) })
            .Assess().Answer("other-service.ccm-elsewhere").ShouldBe(answer);
}
