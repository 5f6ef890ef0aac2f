using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>
/// Chooses how types are read: by the word of the tenant file, else by what is known of the vendor, as far as the EHR declares what that needs, else by
/// what the EHR declares. Behind the choice stand the forms to fall back to, each safer than the one before it.
/// </summary>
internal static class ReadPlans
{
    public const string LastUpdated = "_lastUpdated";

    private static readonly string[] s_patientNames = ["patient", "subject", "beneficiary"];
    private static readonly ReadForm s_changes = new(ReadNarrowing.LastUpdated);
    private static readonly ReadForm s_closed = new(ReadNarrowing.ClosedRange);
    private static readonly ReadForm s_patientClosed = new(ReadNarrowing.ClosedRange, ByPatient: true);

    /// <summary>The plan of a type.</summary>
    public static ReadPlan Of(string type, EhrSettings ehr, Capabilities said)
    {
        var isListed = ehr.Population is not Population.Everybody;
        if (type == "Patient" && isListed)
        {
            var isReadable = said.Types.TryGetValue(type, out var patient) && patient.Read;
            return Plan(type, isReadable ? [ReadForm.PatientFull] : [], "the population is listed, so each patient is read by id", said);
        }

        if (!said.Offers(type))
            return Plan(type, [], "the EHR does not have it", said);
        if (ehr.Profile.NotRead.Contains(type))
            return Plan(type, [], $"neither the tenant file nor the profile of {ehr.Profile.Key} reads it", said);
        var (first, because) = First(type, ehr, said);
        var forms = Behind(type, first, said).Prepend(first).Distinct();
        if (!CanNamePatient(type, said))
            forms = forms.Select(form => form with { ByPatient = false }).Distinct();
        // Whoever is not of the population is nobody's business.
        if (isListed && EhrTypes.IsOfPatients(type))
            forms = CanNamePatient(type, said) ? forms.Select(form => form with { ByPatient = true }).Distinct() : [];
        return Plan(type, [.. forms], because, said);
    }

    // A statement that lists no parameters at all says nothing of this one.
    private static bool CanNamePatient(string type, Capabilities said) =>
        s_patientNames.Any(name => said.SearchesBy(type, name))
        || (said.Types.TryGetValue(type, out var known) && known.SearchParameters.Count == 0);

    /// <summary>The search parameter that names the patient of a type.</summary>
    public static string PatientParameter(string type, Capabilities said) =>
        s_patientNames.FirstOrDefault(name => said.SearchesBy(type, name)) ?? s_patientNames[0];

    private static (ReadForm Form, string Because) First(string type, EhrSettings ehr, Capabilities said)
    {
        if (ehr.ReadForms.TryGetValue(type, out var own))
            return (own, $"ehr.sync.forms says so for {type}");
        if (ehr.ReadForm is { } named)
            return (EhrTypes.Fitting(type, named), "ehr.sync.mode says so");
        if ((ehr.Profile.Forms.TryGetValue(type, out var known) ? known : ehr.Profile.Form) is { } usual && EhrTypes.Fitting(type, usual) is var form)
        {
            return Declares(type, form, said)
                ? (form, $"the profile of {ehr.Profile.Key} says so")
                : (form.Whole, $"the profile of {ehr.Profile.Key} says {form.Word}, and the EHR does not declare what that needs");
        }

        return said.SearchesBy(type, LastUpdated) ? (s_changes, "the EHR declares _lastUpdated") : (ReadForm.Full, "the EHR does not declare _lastUpdated");
    }

    private static bool Declares(string type, ReadForm form, Capabilities said) => form.Narrowing switch
    {
        ReadNarrowing.LastUpdated or ReadNarrowing.ClosedRange => said.SearchesBy(type, LastUpdated),
        ReadNarrowing.DateWindow => said.SearchesBy(type, EhrTypes.DayOfService[type]),
        _ => true,
    };

    private static IEnumerable<ReadForm> Behind(string type, ReadForm first, Capabilities said)
    {
        var perPatient = EhrTypes.IsOfPatients(type);
        if (first.Narrowing == ReadNarrowing.LastUpdated)
            yield return first with { Narrowing = ReadNarrowing.ClosedRange };
        if (first == s_changes || first == s_closed)
        {
            yield return ReadForm.Full;
            if (perPatient && said.SearchesBy(type, LastUpdated))
                yield return s_patientClosed;
        }

        yield return first.Whole;
        if (perPatient)
            yield return ReadForm.PatientFull;
        // A server that ignores the patient shows everybody, and everybody can be asked for.
        yield return ReadForm.Full;
    }

    private static ReadPlan Plan(string type, ImmutableArray<ReadForm> forms, string because, Capabilities said) =>
        new(forms, because, $"{said.OfReading(type)} {string.Join(' ', forms)}");
}
