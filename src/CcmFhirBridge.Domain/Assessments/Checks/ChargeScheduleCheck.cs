using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>The practice's own charge for every line; Medicare pays the lesser of charge and allowed amount.</summary>
internal sealed class ChargeScheduleCheck : MonthCheck
{
    private static readonly RuleText OfMedicare = new("charge.schedule", Severity.Warn, "42 CFR 414.21 and the practice's charge schedule");
    private static readonly RuleText OfPayer = OfMedicare with { Source = "The practice's charge schedule" };

    private static readonly Statement Unknown = Read(OfMedicare.CannotTell(Severity.Hold, "Neither a charge of the practice nor an allowed amount is known for a code."));
    private static readonly Statement NoAmount = Read(OfMedicare.CannotTell(
        Severity.Warn, "No table of allowed amounts is loaded for a code in this month and locality, so its amount is not estimated."));

    private static readonly Statement NoAmountOfPayer = Read(OfMedicare.CannotTell(Severity.Warn, "No allowed amount of this payer is loaded for a code, so its amount is not estimated."));
    private static readonly Statement Known = Read(OfMedicare.Met("The practice's charge is known for every code."));
    private static readonly Statement Missing = Read(OfMedicare.NotMet("The practice's charge for a code is missing, so the full allowed amount is put in its place."));

    public override Answer Check(CaseFacts facts)
    {
        bool noAmount = false, noCharge = false;
        foreach (var line in facts.Lines)
        {
            if (line.UnitCharge is null)
                return Unknown;
            noAmount |= line.Amount is null;
            noCharge |= !facts.Practice.Pricing.HasCharge(line.Code);
        }

        if (noAmount)
            return facts.GoesByOtherThanMedicare ? NoAmountOfPayer : NoAmount;
        return noCharge ? Missing : Known;
    }

    private static Statement Read(Statement statement) => statement with
    {
        Source = static facts => (facts.GoesByOtherThanMedicare ? OfPayer : OfMedicare).Source,
        Reads = static facts => facts.GoesByOtherThanMedicare && facts.Amounts.Table == AmountTable.None
            ? []
            : [.. facts.Choice.Codes.SelectMany(line => facts.Practice.Pricing.ReadsOf(line.Code, facts.ServiceDay.Day, facts.Amounts)).Distinct()],
    };
}
