using System.Collections.Immutable;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Under whom the month is billed.</summary>
/// <param name="Billing">Who; null when nobody who can bill is known.</param>
/// <param name="Contradictory">Active care plans name different ones.</param>
/// <param name="Evidence">Plans that name them.</param>
internal sealed record PractitionerFacts(PractitionerIdentity? Billing, bool Contradictory, ImmutableArray<SourceReference> Evidence)
{
    // Letters that make somebody a billing practitioner in a tenant file (v2-0360).
    private static readonly ImmutableHashSet<string> BillingCredentials =
        ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "MD", "DO", "NP", "CNP", "CANP", "CPNP", "FPNP", "PA", "CNS", "CNM");

    public static PractitionerFacts Of(PatientRecord record, Tenant tenant, ServiceMonth month, DecisionsInForce decisions)
    {
        if (decisions.Find(DecisionKind.BillingPractitioner) is { } decision && Known(record, tenant).FirstOrDefault(who => who.CanBillWithNpi && Names(decision.Practitioner!, who)) is { } named)
            return new PractitionerFacts(named, false, [decision.Source]);
        var authored = record.CarePlans
            .Where(plan => CarePlanFacts.IsOfMonth(plan, month, tenant.TimeZone) && plan.Author is { CanBillWithNpi: true })
            .OrderBy(static plan => plan.Author!.Person, StringComparer.Ordinal).ThenBy(static plan => plan.Author!.Reference, StringComparer.Ordinal)
            .ThenBy(static plan => plan.Source).ToArray();
        if (authored.Length > 0)
        {
            var several = authored.Any(plan => plan.Author!.Person != authored[0].Author!.Person);
            return new PractitionerFacts(authored[0].Author, several, [.. authored.Select(static plan => plan.Source)]);
        }

        var general = record.GeneralPractitioners.FirstOrDefault(static practitioner => practitioner.CanBillWithNpi);
        return new PractitionerFacts(general ?? TenantDefault(record, tenant), false, general is null ? [] : [record.Patient]);
    }

    /// <summary>Whether a decision's words mean the billing practitioner.</summary>
    public bool IsBilling(string practitioner) => Billing is not null && Names(practitioner, Billing);

    private static bool Names(string practitioner, PractitionerIdentity who) => practitioner == who.Reference || practitioner == who.Person;

    private static IEnumerable<PractitionerIdentity> Known(PatientRecord record, Tenant tenant) =>
    [
        .. tenant.Practitioners.Select(Identity), .. record.GeneralPractitioners,
        .. record.CarePlans.Select(static plan => plan.Author).OfType<PractitionerIdentity>(),
        .. record.TimeEntries.SelectMany(static entry => entry.Performers).Select(static performer => performer.Who),
        .. record.OtherServices.SelectMany(static service => service.Performers),
        .. record.DecisionMakings.SelectMany(static decision => decision.Performers),
    ];

    private static PractitionerIdentity Identity(PractitionerSetting setting) => new(
        setting.Reference, setting.Npi,
        setting.Role ?? (setting.Credential is { } credential && BillingCredentials.Contains(credential) ? PerformerRole.Practitioner : PerformerRole.Unknown));

    private static PractitionerIdentity? TenantDefault(PatientRecord record, Tenant tenant)
    {
        if (tenant.Billing.DefaultPractitioner is not { } reference)
            return null;
        if (tenant.Practitioners.FirstOrDefault(person => person.Reference == reference) is { } setting && Identity(setting) is { CanBillWithNpi: true } named)
            return named;
        return record.TimeEntries.SelectMany(static entry => entry.Performers).Select(static performer => performer.Who)
            .FirstOrDefault(who => who.Reference == reference && who.CanBillWithNpi);
    }
}
