using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Pathways;

/// <summary>How many units a number of seconds carries, of a base code with one add-on of any number of units, and with a second that begins later.</summary>
public sealed class CodeLadderTests
{
    private static readonly BillingCode Uncapped = TestRules.AddOn99439 with { UnitCap = null };
    private static readonly BillingCode Later = TestRules.AddOn99439 with { Code = "99498", FloorSeconds = 3000, BlockSeconds = 3600, UnitCap = 1 };

    [Theory]
    //          minutes, one add-on,     two,                                    two of which the first may be billed in no unit
    [InlineData(19, "", "", "")]
    [InlineData(20, "99490×1", "99490×1", "99490×1")]
    [InlineData(39, "99490×1", "99490×1", "99490×1")]
    [InlineData(40, "99490×1 99439×1", "99490×1 99439×1", "99490×1")]
    [InlineData(79, "99490×1 99439×2", "99490×1 99439×2", "99490×1")]
    [InlineData(80, "99490×1 99439×3", "99490×1 99439×3 99498×1", "99490×1 99498×1")]
    [InlineData(160, "99490×1 99439×7", "99490×1 99439×7 99498×1", "99490×1 99498×1")]
    [InlineData(180, "99490×1 99439×8", "99490×1 99439×8 99498×1", "99490×1 99498×1")]
    [InlineData(200, "99490×1 99439×9", "99490×1 99439×9 99498×1", "99490×1 99498×1")]
    public void Seconds_carry_units(int minutes, string one, string two, string second)
    {
        Climbed(minutes, Uncapped).ShouldBe(one);
        Climbed(minutes, Uncapped, Later).ShouldBe(two);
        Climbed(minutes, Uncapped with { UnitCap = 0 }, Later).ShouldBe(second);
    }

    private static string Climbed(int minutes, params BillingCode[] addOns)
    {
        var ladder = CodeLadder.Find([TestRules.Base99490, .. addOns], static code => code.Role == CodeRole.Base)!;
        return string.Join(' ', ladder.Climb(minutes * 60, DecisionsInForce.None, out _).Select(static line => FormattableString.Invariant($"{line.Code.Code}×{line.Units}")));
    }
}
