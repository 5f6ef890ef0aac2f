using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Consent in force at an instant of the month.</summary>
internal sealed class ConsentActiveCheck : MonthCheck
{
    private static readonly RuleText Text = new("consent.active", Severity.Block, Sources.Faq);

    private static readonly Statement Unclear = Text.CannotTell(Severity.Hold, "When the consent was given, refused or ended is not recorded.", Evidence);
    private static readonly Statement NotRead = Text.CannotTell(
        Severity.Hold, "The EHR does not let consents be read, so whether one is in force cannot be told.");

    private static readonly Statement Doubted = Text.CannotTell(
        Severity.Hold, "Time on the day on which consent ended was counted, and the hour of its end is not recorded.", Evidence);

    private static readonly Statement Throughout = Text.Met("Consent is in force throughout the month.", Evidence);
    private static readonly Statement InPart = Text.Met("Consent is in force for a part of the month; time outside it is not counted.", Evidence);
    private static readonly Statement Refused = Text.NotMet("The patient refused chronic care management.", Evidence);
    private static readonly Statement OtherTime = Text.NotMet("No consent is in force on any day of the month: it ended before it or began after it.", Evidence);
    private static readonly Statement None = Text.NotMet("The record holds no consent to chronic care management.");
    private static readonly Statement NotShown = Text.CannotTell(Severity.Hold, "This EHR shows no consent; whether one is kept elsewhere cannot be told.");

    public override Answer Check(CaseFacts facts)
    {
        if (UnreadParts.AnyUnread(facts.Record, "Consent"))
            return NotRead;
        var consent = facts.Consent;
        if (consent.Unclear)
            return Unclear;
        if (facts.WouldChangeWithout(consent.Doubted))
            return Doubted;
        if (!consent.InForce.IsEmpty)
            return consent.InForce.Ticks == facts.Days.Interval.Ticks ? Throughout : InPart;
        if (consent.Last is { } statement)
            return ConsentFacts.Refuses(statement) ? Refused : OtherTime;

        // Only where every kind of resource is known to be read does absence say no.
        return facts.Tenant.Ehr.Vendor == "generic" ? None : NotShown;
    }

    private static ImmutableArray<SourceReference> Evidence(CaseFacts facts) => (facts.Consent.RestsOn ?? facts.Consent.Last) is { } consent ? [consent.Source] : [];
}
