using System.Collections.Immutable;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Under whom the month is billed.</summary>
/// <param name="Billing">Who; null when nobody who can bill is known.</param>
/// <param name="Contradictory">Active care plans name different ones.</param>
/// <param name="NamedBy">What names them.</param>
internal readonly record struct PractitionerFacts(PractitionerIdentity? Billing, bool Contradictory, PractitionerSource NamedBy)
{
    // Letters that make somebody a billing practitioner in a tenant file (v2-0360).
    private static readonly ImmutableHashSet<string> BillingCredentials =
        ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "MD", "DO", "NP", "CNP", "CANP", "CPNP", "FPNP", "PA", "CNS", "CNM");

    public static PractitionerFacts Of(CaseFacts facts)
    {
        var (record, practice) = (facts.Record, facts.Practice);
        if (facts.Decisions.Find(DecisionKind.BillingPractitioner) is { } decision && Named(decision.Practitioner!, record, practice.Tenant) is { } named)
            return new PractitionerFacts(named, false, PractitionerSource.Decision);
        if (!record.OwnClaims.IsEmpty && OwnClaims.Last(record, facts.Days) is { Practitioner: { } before })
            return new PractitionerFacts(before.CanBillWithNpi ? before : null, false, PractitionerSource.LastClaim);
        CcmCarePlan? first = null;
        var several = false;
        foreach (var plan in facts.PlansOfMonth)
        {
            if (!Authors(plan))
                continue;
            several |= (first is not null && !plan.Author!.IsSamePerson(first.Author!)) || IsAuthoredByAnother(plan);
            if (first is null || Order(plan, first) < 0)
                first = plan;
        }

        if (first is not null)
            return new PractitionerFacts(first.Author, several, PractitionerSource.CarePlans);
        foreach (var general in record.GeneralPractitioners)
        {
            if (general.CanBillWithNpi)
                return new PractitionerFacts(general, false, PractitionerSource.Patient);
        }

        return new PractitionerFacts(practice.DefaultPractitioner ?? DefaultOf(record), false, PractitionerSource.TenantFile);
    }

    /// <summary>Resources that name the practitioner.</summary>
    public ImmutableArray<SourceReference> Evidence(CaseFacts facts) => NamedBy switch
    {
        PractitionerSource.Decision => [facts.Decisions.Find(DecisionKind.BillingPractitioner)!.Source],
        PractitionerSource.LastClaim => [OwnClaims.Last(facts.Record, facts.Days)!.Source],
        PractitionerSource.CarePlans => AuthoredPlans(facts),
        PractitionerSource.Patient => [facts.Record.Patient],
        _ => [],
    };

    private static ImmutableArray<SourceReference> AuthoredPlans(CaseFacts facts)
    {
        var authored = facts.PlansOfMonth.Where(Authors).ToArray();
        Array.Sort(authored, Order);
        return [.. authored.Select(static plan => plan.Source)];
    }

    private static bool IsAuthoredByAnother(CcmCarePlan plan)
    {
        foreach (var other in plan.OtherAuthors)
        {
            if (other.CanBillWithNpi && !other.IsSamePerson(plan.Author!))
                return true;
        }

        return false;
    }

    private static bool Authors(CcmCarePlan plan) => plan.Author is { CanBillWithNpi: true };

    private static int Order(CcmCarePlan left, CcmCarePlan right)
    {
        var byPerson = left.Author!.ComparePerson(right.Author!);
        if (byPerson != 0)
            return byPerson;
        var byReference = string.CompareOrdinal(left.Author.Reference, right.Author!.Reference);
        return byReference != 0 ? byReference : left.Source.CompareTo(right.Source);
    }

    /// <summary>Whether a decision's words mean the billing practitioner.</summary>
    public bool IsBilling(string practitioner) => Billing is not null && Names(practitioner, Billing);

    private static bool Names(string practitioner, PractitionerIdentity who) => practitioner == who.Reference || who.IsPerson(practitioner);

    private static PractitionerIdentity? Named(string practitioner, PatientRecord record, Tenant tenant) =>
        Known(record, tenant).FirstOrDefault(who => who.CanBillWithNpi && Names(practitioner, who));

    private static IEnumerable<PractitionerIdentity> Known(PatientRecord record, Tenant tenant) =>
    [
        .. tenant.Practitioners.Select(Identity), .. record.GeneralPractitioners,
        .. record.OwnClaims.Select(static claim => claim.Practitioner).OfType<PractitionerIdentity>(),
        .. record.CarePlans.Select(static plan => plan.Author).OfType<PractitionerIdentity>(),
        .. record.CarePlans.SelectMany(static plan => plan.OtherAuthors),
        .. record.TimeEntries.SelectMany(static entry => entry.Performers).Select(static performer => performer.Who),
        .. record.OtherServices.SelectMany(static service => service.Performers),
        .. record.DecisionMakings.SelectMany(static decision => decision.Performers),
    ];

    private static PractitionerIdentity Identity(PractitionerSetting setting) => new(
        setting.Reference, setting.Npi,
        setting.Role ?? (setting.Credential is { } credential && BillingCredentials.Contains(credential) ? PerformerRole.Practitioner : PerformerRole.Unknown));

    /// <summary>The practitioner whom the tenant file names to bill where nothing else does, where it says itself that the person can; else null.</summary>
    public static PractitionerIdentity? DefaultOf(Tenant tenant) => tenant.Billing.DefaultPractitioner is { } reference
        && tenant.Practitioners.FirstOrDefault(person => person.Reference == reference) is { } setting && Identity(setting) is { CanBillWithNpi: true } named
            ? named
            : null;

    // As the EHR's directory knows the person.
    private static PractitionerIdentity? DefaultOf(PatientRecord record) => record.DefaultPractitioner is { CanBillWithNpi: true } known ? known : null;
}
