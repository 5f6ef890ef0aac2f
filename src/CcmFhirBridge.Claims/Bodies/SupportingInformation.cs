using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>What links the lines to the minutes, the consent, the care plan and the rules; one numbered list.</summary>
internal static class SupportingInformation
{
    public const string CountedTime = "counted-time";
    public const string TimeEntry = "time-entry";
    public const string Visit = "visit";
    public const string Consent = "consent";
    public const string CarePlan = "care-plan";
    public const string RulePack = "rule-pack";

    public static List<Claim.SupportingInformationComponent> Of(BillingPlan plan)
    {
        var list = new List<Claim.SupportingInformationComponent>();
        var counted = Add(list, CountedTime, "Counted time of the service month",
            new Quantity { Value = plan.CountedSeconds, Unit = "s", System = Canonicals.Ucum, Code = "s" });
        counted.Timing = FhirElements.Days(plan.Month.FirstDay, plan.Month.LastDay);
        foreach (var entry in plan.TimeEntries)
            Add(list, TimeEntry, "Time entry", FhirElements.Literal(entry));
        foreach (var visit in plan.Lines.Select(line => line.Visit).OfType<SourceReference>())
            Add(list, Visit, "Initiating visit", FhirElements.Literal(visit));
        if (plan.Consent is { } consent)
            Add(list, Consent, "Consent", FhirElements.Literal(consent));
        if (plan.CarePlan is { } carePlan)
            Add(list, CarePlan, "Care plan", FhirElements.Literal(carePlan));
        Add(list, RulePack, "Rule pack and version", new FhirString(plan.RulePack));
        return list;
    }

    private static Claim.SupportingInformationComponent Add(
        List<Claim.SupportingInformationComponent> list, string category, string text, DataType value)
    {
        var added = new Claim.SupportingInformationComponent
        {
            Sequence = list.Count + 1,
            Category = FhirElements.Concept(Canonicals.CcmSupportingInfo, category, text),
            Value = value,
        };
        list.Add(added);
        return added;
    }
}
