using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>The practitioner's own extended assessment and planning is billed once, with the initiating visit and on its day.</summary>
internal sealed class ExtendedPlanningCheck : MonthCheck
{
    private static readonly RuleText Text = new("visit.extended-planning", Severity.Info, Sources.Faq);

    private static readonly Statement NotRecorded = Text.Met("No initiating visit of the month records extended planning by the billing practitioner, so no code is proposed for it.");
    private static readonly Statement BilledBefore = Cited(Text.NotMet(
        static facts => $"{Code(facts)} of the billing practitioner is seen already; it is paid once and not proposed again.", Evidence));

    private static readonly Statement NotCovered = Cited(Text.NotMet(
        static facts => $"The visit supports {Code(facts)}, and on its day no coverage is in force that pays for the month, so it is not proposed.", Evidence));

    private static readonly Statement NothingBeside = Cited(Text.NotMet(
        static facts => $"The visit supports {Code(facts)}, and the month reaches no code of care management that it could be billed with here.", Evidence));

    private static readonly Statement OneDay = Cited(Text.NotMet(
        static facts => $"{Code(facts)} and the complex code fall on one day, which is never paid, and no later day stands.", Evidence));

    private static readonly Statement MayBeBilledBefore = Cited(Text.CannotTell(
        Severity.Hold, static facts => $"{Code(facts)} is seen already, and whose it was cannot be told.", Evidence));

    private static readonly Statement HistoryTooShort = Cited(Text.CannotTell(
        Severity.Hold, static facts => $"Care management began before what was read of the patient, so an earlier {Code(facts)} cannot be excluded.", Evidence));

    private static readonly Statement NotRead = Cited(Text.CannotTell(
        Severity.Hold, static facts => $"The EHR does not let everything be read in which an earlier {Code(facts)} could stand.", Evidence));

    private static readonly Statement Supported = Cited(Text.Met(
        static facts => $"The visit supports {Code(facts)}, and none by the billing practitioner was seen before.", Evidence));

    public override Answer Check(CaseFacts facts) => facts.Planning.Standing switch
    {
        ExtendedPlanningStanding.NotRecorded => NotRecorded,
        ExtendedPlanningStanding.BilledBefore => BilledBefore,
        ExtendedPlanningStanding.NotCovered => NotCovered.As(Severity.Warn),
        _ when facts.Choice.Codes.IsEmpty => NothingBeside.As(Severity.Warn),
        _ when facts.PlanningSharesTheDay => OneDay.As(Severity.Hold),
        ExtendedPlanningStanding.MayBeBilledBefore => MayBeBilledBefore,
        ExtendedPlanningStanding.HistoryTooShort => HistoryTooShort,
        ExtendedPlanningStanding.BillsNotRead => NotRead,
        _ => Supported,
    };

    private static Statement Cited(Statement statement) => statement with { CitedFor = static facts => [.. facts.Planning.Code!.Reads] };

    private static string Code(CaseFacts facts) => facts.Planning.Code!.Code;

    private static ImmutableArray<SourceReference> Evidence(CaseFacts facts) => facts.Planning.Evidence;
}
