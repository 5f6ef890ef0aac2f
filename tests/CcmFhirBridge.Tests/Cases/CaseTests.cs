using System.Text.Json.Nodes;

namespace CcmFhirBridge.Tests.Cases;

/// <summary>The rules sentence by sentence: real JSON through the real projection and <c>ccm-bridge assess</c>.</summary>
public sealed class CaseTests
{
    private static readonly Dictionary<string, CaseText> All = new[]
    {
        TimeCases.Table, ClockCases.Table, PeopleCases.Table, ConsentCases.Table, CoverageCases.Table, PractitionerCases.Table,
        VisitCases.Table, PlanCases.Table, ConditionCases.Table, StayCases.Table, OtherServiceCases.Table, PathwayCases.Table, MoneyCases.Table,
        UnreadableCases.Table, PractitionerPathwayCases.Table, ComplexCases.Table, YearCases.Table, YearMoneyCases.Table,
        ExtendedPlanningCases.Table, ClinicCases.Table, PayerCases.Table,
    }.SelectMany(CaseText.Read).ToDictionary(text => text.Sentence, StringComparer.Ordinal);

    public static TheoryData<string> Sentences => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Sentences))]
    public async Task The_rules_hold(string sentence)
    {
        var text = All[sentence];
        text.Expected.ShouldNotBeEmpty("a case without an answer proves nothing");
        using var run = new CaseRun(text.Lines);
        var (exit, output, errors) = await run.AssessAsync();

        exit.ShouldBe(0, errors);
        var byPatient = CaseRun.ByPatient(output);
        foreach (var expected in text.Expected)
        {
            var line = byPatient.GetValueOrDefault(CaseAnswer.PatientOf(expected));
            line.ShouldNotBeNull("the patient has no line");
            if (expected[0] == '=')
                line.ShouldAnswer(expected);
            else
                line.ShouldFind(expected);
            SecondsShouldAddUp(line);
        }
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public async Task The_order_of_the_input_changes_no_byte(string sentence)
    {
        using var run = new CaseRun(All[sentence].Lines);
        var forwards = await run.AssessAsync();
        var backwards = await run.AssessAsync(backwards: true);

        backwards.Output.ShouldBe(forwards.Output);
    }

    private static void SecondsShouldAddUp(JsonObject line)
    {
        var seconds = line["seconds"]!;
        seconds["excludedBy"]!.AsObject().Sum(pair => pair.Value!.GetValue<int>()).ShouldBe(seconds["excluded"]!.GetValue<int>());
        seconds["surplus"]!.GetValue<int>().ShouldBeLessThanOrEqualTo(seconds["clinicalStaff"]!.GetValue<int>() + seconds["practitioner"]!.GetValue<int>());
    }
}
