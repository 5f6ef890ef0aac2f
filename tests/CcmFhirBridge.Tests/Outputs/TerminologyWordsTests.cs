using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Outputs;

/// <summary>The words that the product speaks are the codes of its code systems, and these have no others.</summary>
public sealed class TerminologyWordsTests
{
    [Fact]
    public void Outcomes() => WordsOf<Outcome>(AssessmentJson.Word, Words.Of).ShouldBe(Codes(Canonicals.CcmOutcome), ignoreOrder: true);

    [Fact]
    public void Results() => WordsOf<FindingResult>(AssessmentJson.Word, AssessmentJson.Word).ShouldBe(Codes(Canonicals.CcmFindingResult), ignoreOrder: true);

    [Fact]
    public void Severities() => WordsOf<Severity>(AssessmentJson.Word, Words.Of).ShouldBe(Codes(Canonicals.CcmSeverity), ignoreOrder: true);

    [Fact]
    public void States_of_a_line() => WordsOf<LedgerState>(Words.Of, Words.Of).ShouldBe(Codes(Canonicals.CcmLedgerState), ignoreOrder: true);

    [Fact]
    public void Kinds_of_decision() => WordsOf<DecisionKind>(DecisionJson.Word, DecisionJson.Word).ShouldBe(Codes(Canonicals.CcmDecisionKind), ignoreOrder: true);

    [Fact]
    public void Pathways_and_levels_are_those_that_a_decision_takes()
    {
        foreach (var word in Codes(Canonicals.CcmPathway))
            (Some(DecisionKind.ChoosePathway) with { Pathway = word }).Problem().ShouldBeNull();
        foreach (var word in Codes(Canonicals.CcmMdm))
            (Some(DecisionKind.AttestDecisionMaking) with { Level = word }).Problem().ShouldBeNull();
        Named(Some(DecisionKind.ChoosePathway)).ShouldBe(Codes(Canonicals.CcmPathway));
        Named(Some(DecisionKind.AttestDecisionMaking)).ShouldBe(Codes(Canonicals.CcmMdm));
    }

    private static HumanDecision Some(DecisionKind kind) => new()
    {
        Patient = "Patient/p1",
        Month = new ServiceMonth(2026, 4),
        Kind = kind,
        By = "test",
        At = Bridge.ClosingDay,
        Reason = "test",
        Practitioner = "Practitioner/dr-a",
        Day = new DateOnly(2026, 4, 2),
    };

    // "A pathway is staff, practitioner or complex: fill in 'pathway'."
    private static string[] Named(HumanDecision lacking) =>
        lacking.Problem().ShouldNotBeNull().Split(':')[0].Split(" is ")[1].Replace(" or ", ", ", StringComparison.Ordinal).Split(", ");

    private static List<string> WordsOf<T>(Func<T, string> machine, Func<T, string> people)
        where T : struct, Enum
    {
        Enum.GetValues<T>().ShouldAllBe(value => machine(value) == people(value));
        return [.. Enum.GetValues<T>().Select(machine)];
    }

    private static IEnumerable<string> Codes(string system) =>
        BridgePackage.CodeSystems().Single(candidate => candidate.Url == system).Concept.Select(concept => concept.Code!);
}
