using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>The practice's own charge for every line; Medicare pays the lesser of charge and allowed amount.</summary>
internal sealed class ChargeScheduleCheck : ICheck
{
    private static readonly RuleText Text = new("charge.schedule", Severity.Warn, "42 CFR 414.21 and the practice's charge schedule");

    private static readonly RuleText OfPayer = Text with { Source = "The practice's charge schedule" };

    public Finding Check(CaseFacts facts) => facts.GoesByOtherThanMedicare ? Check(facts, OfPayer) : Check(facts, Text);

    private static Finding Check(CaseFacts facts, RuleText text)
    {
        ImmutableArray<ParameterRead> reads = text == OfPayer && !facts.HasAmounts ? [] : [.. facts.Choice.Codes.SelectMany(static line => line.Code.Reads).Where(static read => read.Parameter.Contains("amount", StringComparison.Ordinal))];
        if (facts.Lines.Any(static line => line.UnitCharge is null))
            return text.CannotTell(Severity.Hold, "Neither a charge of the practice nor an allowed amount is known for a code.", [], reads);
        if (facts.Lines.Any(static line => line.Amount is null))
        {
            return text.CannotTell(Severity.Warn, facts.GoesByOtherThanMedicare
                ? "No allowed amount of this payer is loaded for a code, so its amount is not estimated."
                : "No table of allowed amounts is loaded for a code in this month and locality, so its amount is not estimated.", [], reads);
        }

        return facts.Lines.All(line => facts.Tenant.Billing.Charges.ContainsKey(line.Code))
            ? text.Met("The practice's charge is known for every code.", [], reads)
            : text.NotMet("The practice's charge for a code is missing, so the full allowed amount is put in its place.", [], reads);
    }
}
