using System.Text;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping.Facts;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>The codes of ours that the mapping and the minutes know are those of the package's code systems.</summary>
public sealed class KnownCodeTests
{
    [Fact]
    public void Activities_programmes_and_levels_are_known_and_no_others_are()
    {
        Between("care-plan-development", "ccm").ShouldBe(Codes(Canonicals.CcmActivity));
        Between("ccm", "straightforward").ShouldBe(Codes(Canonicals.CcmProgram));
        Between("straightforward", "Practitioner").ShouldBe(Codes(Canonicals.CcmMdm));
    }

    [Fact]
    public void The_minutes_know_every_activity_and_of_all_codes_no_other()
    {
        var all = BridgePackage.CodeSystems().SelectMany(system => system.Concept).Select(concept => concept.Code!).Distinct();

        all.Where(code => CcmActivities.Standing(code, new TenantPolicy()) != ActivityStanding.Unknown).ShouldBe(Codes(Canonicals.CcmActivity), ignoreOrder: true);
        Codes(Canonicals.CcmActivity).Where(code => CcmActivities.Standing(code, new TenantPolicy()) == ActivityStanding.Countable).Count().ShouldBe(10);
        Codes(Canonicals.CcmProgram).ShouldContain(CcmActivities.CcmProgram);
    }

    private static IEnumerable<string> Between(string first, string end)
    {
        for (var at = KnownCodes.IndexOf(Encoding.UTF8.GetBytes(first)); KnownCodes.At(at) != end; at++)
            yield return KnownCodes.At(at);
    }

    private static IEnumerable<string> Codes(string system) =>
        BridgePackage.CodeSystems().Single(candidate => candidate.Url == system).Concept.Select(concept => concept.Code!);
}
