using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Every add-on with a code that Medicare's edits let it go with on its day (RULES §2.3). Made only where edits were imported.</summary>
internal sealed class AddOnEditCheck : MonthCheck
{
    private readonly CodeEdits _edits;
    private readonly Statement _listed;
    private readonly Statement _unlisted;

    public AddOnEditCheck(RulesInForce rules)
    {
        _edits = rules.Edits;
        var text = new RuleText("edits.add-on", Severity.Hold, Sources.Titles(rules, rules.Edits.AddOnSources, "CMS NCCI add-on code edits"));
        _listed = text.Met("Medicare's edits let every add-on go with its code.");
        _unlisted = text.NotMet(facts => string.Join(" ", Refused(facts)));
    }

    public override Answer Check(CaseFacts facts) => Refused(facts).Any() ? _unlisted : _listed;

    private IEnumerable<string> Refused(CaseFacts facts)
    {
        foreach (var line in facts.Lines)
        {
            if (facts.Rules!.Find(line.Code) is { Role: CodeRole.AddOn, BaseCode: { } with } && _edits.Stands(line.Code, with, line.DateOfService) == false)
                yield return FormattableString.Invariant($"Medicare's edits do not let {line.Code} go with {with} on {line.DateOfService:yyyy-MM-dd}.");
        }
    }
}
