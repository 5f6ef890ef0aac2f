using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Consent in force at an instant of the month.</summary>
internal sealed class ConsentActiveCheck : ICheck
{
    private static readonly RuleText Text = new("consent.active", Severity.Block, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        var consent = facts.Consent;
        ImmutableArray<SourceReference> evidence = consent.RestsOn is { } rests ? [rests.Source] : consent.Last is { } last ? [last.Source] : [];
        if (consent.Unclear)
            return Text.CannotTell(Severity.Hold, "When the consent was given, refused or ended is not recorded.", evidence);
        if (facts.WouldChangeWithout(consent.Doubted))
            return Text.CannotTell(Severity.Hold, "Time on the day on which consent ended was counted, and the hour of its end is not recorded.", evidence);
        if (!consent.InForce.IsEmpty)
        {
            return consent.InForce.Ticks == facts.MonthInterval.Duration.Ticks
                ? Text.Met("Consent is in force throughout the month.", evidence)
                : Text.Met("Consent is in force for a part of the month; time outside it is not counted.", evidence);
        }

        if (consent.Last is { } statement)
        {
            return ConsentFacts.Refuses(statement)
                ? Text.NotMet("The patient refused chronic care management.", evidence)
                : Text.NotMet("No consent is in force on any day of the month: it ended before it or began after it.", evidence);
        }

        // Only where every kind of resource is known to be read does absence say no.
        return facts.Tenant.Ehr.Vendor == "generic"
            ? Text.NotMet("The record holds no consent to chronic care management.")
            : Text.CannotTell(Severity.Hold, "This EHR shows no consent; whether one is kept elsewhere cannot be told.");
    }
}
