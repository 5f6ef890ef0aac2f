using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Tests.RulePacks;

public sealed class CodeEditsTests
{
    private static readonly DateOnly Day = new(2026, 4, 14);

    [Fact]
    public void Without_an_import_there_are_no_edits_and_nothing_is_said_of_an_add_on()
    {
        (CodeEdits.None.HasPairs, CodeEdits.None.HasAddOns).ShouldBe((false, false));
        CodeEdits.None.Stands("99439", "99490", Day).ShouldBeNull();
        CodeEdits.None.Between("99490", "96160", Day).ShouldBeNull();
    }

    [Fact]
    public void An_add_on_goes_with_each_of_its_primary_codes()
    {
        var edits = new CodeEdits([], [new AddOnEdit("G0556", "99490", Day, null), new AddOnEdit("G0556", "99487", Day, null)], [], []);
        (edits.HasPairs, edits.HasAddOns).ShouldBe((false, true));
        (edits.Stands("G0556", "99490", Day), edits.Stands("G0556", "99487", Day), edits.Stands("G0556", "99491", Day)).ShouldBe((true, true, false));
        edits.Stands("99439", "99490", Day).ShouldBeNull("nothing was imported about it");
    }

    [Theory]
    [InlineData("99490", "96160")]
    [InlineData("96160", "99490")]
    public void A_pair_is_found_whichever_code_is_named_first(string code, string other)
    {
        var pair = new PairEdit("99490", "96160", Day, null, ByModifier: false);
        var edits = new CodeEdits([pair], [], [], []);
        edits.Between(code, other, Day).ShouldBe(pair);
        edits.Between(code, code, Day).ShouldBeNull();
        (edits.HasPairs, edits.HasAddOns).ShouldBe((true, false));
    }

    //          one code, the other, whether they contradict where E10 does not stand beside E1165 and I11
    [Theory]
    [InlineData("E10.9", "E11.65", true)]
    [InlineData("E11.65", "E10.9", true)]
    [InlineData("E10", "I11.0", true)]
    [InlineData("E10.9", "E11.6", false)]
    [InlineData("E10.9", "E11.9", false)]
    [InlineData("E10.9", "E10.8", false)]
    [InlineData("I11.0", "E11.65", false)]
    public void Codes_contradict_each_other_by_how_they_begin_without_the_dot(string left, string right, bool contradict) =>
        new CodeContradiction(["E10"], ["E1165", "I11"]).Between(left, right).ShouldBe(contradict);
}
