using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>How a pack's families of other services, the practice's policy and whose the service is come together (DESIGN §6).</summary>
public sealed class OtherServiceFamiliesTests
{
    private static ServiceFamily Family(string key, ConflictHandling handling, ConflictHandling? same = null) => new(key, ["G0556"], handling, same, ["faq"], Confidence.Primary);

    private static OtherService Service(string whose) => whose switch
    {
        "own" => Records.Visit("G0556", "2026-04-08"),
        "partner" => Records.Visit("G0556", "2026-04-08", TestTenant.DrB),
        "elsewhere" => Records.Visit("G0556", "2026-04-08", TestTenant.DrB) with { Organization = "tin:987654321" },
        "unknown" => Records.Visit("G0556", "2026-04-08", TestTenant.DrB) with { Organization = null },
        _ => Records.Visit("G0556", "2026-04-08") with { Start = null },
    };

    [Theory]
    //          families                          policy                whose        of rule                 answer
    [InlineData("bhi Allow", "", "own", "bhi", "met")]
    [InlineData("bhi Warn", "", "elsewhere", "bhi", "not-met warn")]
    [InlineData("bhi Warn", "", "unknown", "bhi", "not-met warn")]                                  // the same whoever it was
    [InlineData("bhi Warn", "", "undated", "bhi", "cannot-tell warn")]
    [InlineData("bhi Warn Hold", "", "own", "bhi", "not-met hold")]
    [InlineData("bhi Warn Hold", "", "partner", "bhi", "not-met hold")]                             // by practice
    [InlineData("bhi Warn Hold", "", "unknown", "bhi", "cannot-tell hold")]
    [InlineData("bhi Hold Warn", "", "own", "bhi", "not-met hold")]                                 // the same scope is only ever stricter
    [InlineData("bhi Block", "", "undated", "bhi", "cannot-tell hold")]
    [InlineData("bhi Block", "bhi Allow", "own", "bhi", "met")]
    [InlineData("bhi Warn Hold", "bhi Allow", "own", "bhi", "not-met hold")]
    [InlineData("bhi Warn Hold", "bhi Allow", "elsewhere", "bhi", "met")]
    [InlineData("pcm Allow Block", "", "own", "pcm", "not-met block")]
    [InlineData("pcm Allow Block", "", "partner", "pcm", "met")]                                    // by practitioner
    [InlineData("pcm Allow Block", "pcm-other-practitioner Hold", "partner", "pcm", "not-met hold")]
    [InlineData("pcm Allow Block", "pcm Hold", "partner", "pcm", "met")]
    [InlineData("pcm Warn", "", "own", "pcm", "not-met hold")]                                      // never below hold
    [InlineData("pcm Warn", "", "partner", "pcm", "not-met hold")]
    [InlineData("apcm Allow", "", "own", "apcm", "not-met hold")]
    [InlineData("apcm Block", "apcm Allow", "own", "apcm", "not-met hold")]
    [InlineData("apcm Allow Block", "", "own", "apcm", "not-met block")]
    [InlineData("apcm Allow Block", "", "partner", "apcm", "not-met block")]                        // by practice
    [InlineData("apcm Allow Block", "", "elsewhere", "apcm", "met")]
    [InlineData("apcm Allow Block", "apcm-elsewhere Warn", "elsewhere", "apcm", "not-met warn")]
    [InlineData("apcm Block,apcm-elsewhere Hold", "", "own", "apcm", "not-met block")]
    [InlineData("apcm Block,apcm-elsewhere Hold", "", "own", "apcm-elsewhere", "met")]              // each family speaks of its own scope
    [InlineData("apcm Block,apcm-elsewhere Hold", "", "elsewhere", "apcm", "met")]
    [InlineData("apcm Block,apcm-elsewhere Hold", "", "elsewhere", "apcm-elsewhere", "not-met hold")]
    [InlineData("apcm Block,apcm-elsewhere Hold", "", "unknown", "apcm", "cannot-tell hold")]
    [InlineData("apcm Block,apcm-elsewhere Hold", "", "undated", "apcm-elsewhere", "cannot-tell hold")]
    [InlineData("apcm Block,apcm-elsewhere Hold", "apcm-elsewhere Warn", "elsewhere", "apcm-elsewhere", "not-met warn")]
    [InlineData("bhi Block,bhi-other-practitioner Warn", "", "partner", "bhi", "met")]
    [InlineData("bhi Block,bhi-other-practitioner Warn", "", "partner", "bhi-other-practitioner", "not-met warn")]
    [InlineData("bhi Block,bhi-other-practitioner Warn", "", "own", "bhi-other-practitioner", "met")]
    [InlineData("bhi Block,bhi-other-practitioner Warn", "", "own", "bhi", "not-met block")]
    public void The_answer_follows_the_family_the_policy_and_whose_it_is(string families, string policy, string whose, string rule, string answer)
    {
        var rules = TestRules.StaffOnly with
        {
            OtherServices =
            [
                .. families.Split(',').Select(family => family.Split(' ')).Select(words =>
                    Family(words[0], Enum.Parse<ConflictHandling>(words[1]), words.Length > 2 ? Enum.Parse<ConflictHandling>(words[2]) : null)),
            ],
        };
        var tenant = policy.Split(' ') is [var key, var wished] ? TestTenant.With(other => other with { Conflicts = other.Conflicts.Add(key, Enum.Parse<ConflictHandling>(wished)) }) : TestTenant.Lakeside;
        Records.Eligible().Time("04-14 10:00", 1200).Service(Service(whose)).Assess(tenant, rules).Answer("other-service." + rule).ShouldBe(answer);
    }

    [Theory]
    //          families                                       whose                the answer, or the first words
    [InlineData("bhi Warn", "nobody's", "bhi", "cannot-tell warn: No such service is seen")]
    [InlineData("bhi Hold", "nobody's", "bhi", "cannot-tell hold: No such service is seen")]
    [InlineData("bhi Allow", "nobody's", "bhi", "met: No such service is seen")]
    [InlineData("apcm Block,apcm-elsewhere Hold", "nobody's", "apcm-elsewhere", "cannot-tell hold: No such service is seen")]
    [InlineData("bhi Hold", "own", "bhi", "not-met hold: A service that limits")]        // what is seen is said, not what may be
    public void Where_bills_are_not_read_the_worst_that_may_stand_there_is_feared(string families, string whose, string rule, string says)
    {
        var rules = TestRules.StaffOnly with { OtherServices = [.. families.Split(',').Select(family => family.Split(' ')).Select(words => Family(words[0], Enum.Parse<ConflictHandling>(words[1])))] };
        var records = Records.Eligible().Time("04-14 10:00", 1200).With(static record => record with { Unread = ["Claim"] });
        (whose == "own" ? records.Service(Service(whose)) : records).Assess(rules: rules).Says("other-service." + rule).ShouldStartWith(says);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_service_that_is_certain_and_only_warns_does_not_make_one_certain_that_holds(bool reversed)
    {
        OtherService[] services = [Service("unknown"), Service("elsewhere") with { Source = new SourceReference("Claim", "elsewhere") }];
        var records = Records.Eligible().Time("04-14 10:00", 1200);
        foreach (var service in reversed ? services.Reverse() : services)
            records.Service(service);
        records.Assess(rules: TestRules.StaffOnly with { OtherServices = [Family("bhi", ConflictHandling.Warn, ConflictHandling.Hold)] }).Answer("other-service.bhi").ShouldBe("cannot-tell hold");
    }
}
