using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>
/// The code systems of the default input profile (DESIGN §4). A practice's own code may be read as what its people say of their own words: what
/// was done, in which programme, which plan, consent or payer it is, who took part and as what, what the patient has. It may not be read as a
/// CPT or HCPCS code: a service is billed or it is not, and no table makes a bill, an initiating visit or a conflict.
/// </summary>
public static class ProfileSystems
{
    private const string Ours = "https://ccmfhirbridge.dev/fhir/";
    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";
    private const string Taken = "its codes say already what they mean";

    private static readonly string[] s_services = ["cpt", "hcpcs", "snomed", "sct", "nucc"];

    // What can bill first, then clinical staff. In the published table MA is the Master of Arts: alone it is read as the medical assistant.
    private static readonly ImmutableArray<string> s_credentials =
    [
        "MD", "DO", "NP", "CNP", "CANP", "CPNP", "FNP", "FPNP", "PA", "PA-C", "CNS", "CNM",
        "RN", "LPN", "LVN", "CMA", "RMA", "CNA", "MT", "PHARMD", "RPH", "BSN", "MSN", "LCSW", "LSW", "MSW", "RD", "RDN", "PN",
        "CRN", "RT", "RRT", "EMT", "EMTP", "PT", "OT", "CDCES", "CDE", "CHW",
    ];

    /// <summary>Diagnoses of claims.</summary>
    public static ProfileSystem Icd10Cm { get; } = new("http://hl7.org/fhir/sid/icd-10-cm", [], new CodePattern(@"^[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?$", "E11.9"))
    {
        OtherAddresses = ["urn:oid:2.16.840.1.113883.6.90"],
        Closed = Taken,
    };

    /// <summary>Concepts; the codes that are listed tell who a person is by occupation.</summary>
    public static ProfileSystem SnomedCt { get; } =
        new("http://snomed.info/sct", ["309343006", "224571005", "449161006", "224535009", "106292003", "46255001", "224608005"])
        {
            OtherAddresses = ["urn:oid:2.16.840.1.113883.6.96"],
            IsTarget = false,
        };

    /// <summary>Every one, those first that a code may be read as.</summary>
    public static ImmutableArray<ProfileSystem> All { get; } =
    [
        OfOurs("ccm-activity", TimeEntryCodes.Activities),
        OfOurs("ccm-program", TimeEntryCodes.Programs),
        OfOurs("ccm-plan", ["ccm"]),
        OfOurs("ccm-consent", ["ccm"]),
        OfOurs("ccm-stay", ["snf-part-a", "hospice"]),
        // Of what is not Medicare only the class decides.
        new("https://nahdo.org/sopt", ["1", "11", "111", "112", "113", "119", "12", "121", "122", "123", "129", "13", "14", "19", "2", "3", "4", "5", "6", "7", "8", "81"])
        {
            OtherAddresses = ["http://nahdo.org/sopt", "urn:oid:2.16.840.1.113883.3.221.5"],
            Closed = Taken,
        },
        Icd10Cm,
        Published("v3-ActCode", ["IMP", "ACUTE", "NONAC"], "http://hl7.org/fhir/v3/ActCode"),
        Published("v3-ParticipationType", ["PPRF", "SPRF", "ATND", "ADM", "REF", "CON", "DIS"], "http://hl7.org/fhir/v3/ParticipationType"),
        Published("v2-0360", s_credentials, "http://hl7.org/fhir/v2/0360", Terminology + "v2-0360|2.7") with { Bare = [.. s_credentials, "MA"] },
        new(Terminology + "practitioner-role", ["doctor", "nurse", "pharmacist", "researcher", "teacher", "ict"]),
        new("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", ["assess-plan"]) { Bare = ["assess-plan"] },
        Word("condition-clinical", ["active", "recurrence", "relapse", "inactive", "remission", "resolved"]),
        Word("condition-ver-status", ["confirmed", "unconfirmed", "provisional", "differential", "refuted", "entered-in-error"]),
        Word("condition-category", ["problem-list-item", "health-concern", "encounter-diagnosis"]),
        new("http://www.ama-assn.org/go/cpt", [])
        {
            OtherAddresses =
            [
                "https://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
                "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "urn:oid:2.16.840.1.113883.6.285",
            ],
            IsTarget = false,
            Closed = "a CPT or HCPCS code is a service, whatever the practice calls it",
        },
        new("http://nucc.org/provider-taxonomy", []) { IsTarget = false, Closed = Taken },
        SnomedCt,
    ];

    /// <summary>Those that a code may be read as.</summary>
    public static ImmutableArray<ProfileSystem> Targets { get; } = [.. All.Where(system => system.IsTarget)];

    /// <summary>A target by what the tenant file calls it; null when there is none.</summary>
    public static ProfileSystem? Target(string name) => Targets.FirstOrDefault(system => system.Name == name);

    /// <summary>Why a code may not be read as another one, in words; null when it may.</summary>
    /// <param name="system">Its system, null where it has none.</param>
    /// <param name="code">The code.</param>
    public static string? ReservedProblem(string? system, string code)
    {
        if (system is null)
        {
            var bare = All.FirstOrDefault(known => known.Bare.Contains(Plain(known, code), StringComparer.Ordinal));
            return bare is null ? null : $"'{code}' without a system is already understood as {bare.Name}|{Plain(bare, code)}, and a second meaning would change a rule without a word; name a code of the EHR's own";
        }

        if (system.StartsWith(Ours, StringComparison.Ordinal))
            return $"'{system}' is the bridge's own, and its codes mean what the bridge says; name a code of the EHR's own";
        var reserved = All.FirstOrDefault(known => known.HasAddress(system));
        if (reserved?.Closed is { } why)
            return $"no code of '{system}' can be read as another one: {why}; name a code of the EHR's own";
        return reserved is not null && reserved.Codes.Contains(Plain(reserved, code), StringComparer.Ordinal)
            ? $"'{code}' of '{system}' is already understood, and a second meaning would change a rule without a word; name a code of the EHR's own"
            : null;
    }

    /// <summary>Why there is no such target, in words; null when there is.</summary>
    /// <param name="name">What the tenant file calls the system.</param>
    /// <param name="code">The code of it.</param>
    public static string? TargetProblem(string name, string code)
    {
        if (Target(name) is not { } target)
            return UnknownTarget(name, code);
        if (target.Pattern is { } pattern)
            return TextPatterns.Fits(pattern.Expression, code) ? null : $"'{code}' is no code of {target.Name}; write one such as {target.Name}|{pattern.Example}";
        if (target.Codes.Contains(code, StringComparer.Ordinal))
            return null;
        return NearestWord.Of(code, target.Codes) is { } near
            ? $"'{code}' is no code of {target.Name} by which anything is decided; did you mean '{target.Name}|{near}'?"
            : $"'{code}' is no code of {target.Name} by which anything is decided; use one of: {string.Join(", ", target.Codes)}";
    }

    private static string UnknownTarget(string name, string code)
    {
        if (Targets.FirstOrDefault(known => known.HasAddress(name)) is { } called)
            return $"'{name}' is called {called.Name} here; write {called.Name}|{code}";
        if (s_services.Contains(name, StringComparer.OrdinalIgnoreCase) || All.Any(known => !known.IsTarget && known.HasAddress(name)))
            return $"no code can be read as one of '{name}': services, people's taxonomies and concepts of SNOMED CT are read only where the EHR writes them";
        return NearestWord.Of(name, Targets.Select(known => known.Name)) is { } nearest
            ? $"'{name}' is no system that a code can be read as; did you mean '{nearest}'?"
            : $"'{name}' is no system that a code can be read as; use one of: {string.Join(", ", Targets.Select(known => known.Name))}";
    }

    private static ProfileSystem OfOurs(string name, ImmutableArray<string> codes) => new(Ours + "CodeSystem/" + name, codes);

    private static ProfileSystem Published(string name, ImmutableArray<string> codes, params ImmutableArray<string> otherAddresses) =>
        new(Terminology + name, codes) { OtherAddresses = otherAddresses, Bare = codes };

    private static ProfileSystem Word(string name, ImmutableArray<string> codes) => new(Terminology + name, codes) { Bare = codes, IsReadByCodeAlone = true };

    // A credential is understood in any case and with points.
    private static string Plain(ProfileSystem system, string code) =>
        system.Codes == s_credentials ? code.Replace(".", "", StringComparison.Ordinal).Trim().ToUpperInvariant() : code;
}
