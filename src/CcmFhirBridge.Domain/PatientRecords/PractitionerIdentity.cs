namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>What a person may do in CCM.</summary>
public enum PerformerRole
{
    /// <summary>Nothing tells; the time is not counted and holds the month when it could change the codes.</summary>
    Unknown,

    /// <summary>Physician or other qualified health care professional who can bill (MD, DO, NP, PA, CNS, CNM).</summary>
    Practitioner,

    /// <summary>Works under a practitioner's supervision; the time can count.</summary>
    ClinicalStaff,

    /// <summary>Everybody else; the time never counts.</summary>
    NonClinicalStaff,
}

/// <summary>Who somebody is, as far as the tenant file and the EHR's directory tell.</summary>
/// <param name="Reference">Relative reference in the EHR, such as <c>Practitioner/dr-a</c>.</param>
/// <param name="Npi">National Provider Identifier, ten digits, or null.</param>
/// <param name="Role">What the person may do in CCM.</param>
public sealed record PractitionerIdentity(string Reference, string? Npi, PerformerRole Role)
{
    private const string NpiPrefix = "npi:";

    /// <summary>Same practitioner = same NPI, else same reference (DESIGN §4).</summary>
    public string Person => Npi is null ? Reference : NpiPrefix + Npi;

    /// <summary>Whether the person can bill and has the number to do so.</summary>
    public bool CanBillWithNpi => Role == PerformerRole.Practitioner && Npi is not null;

    /// <summary>Whether <paramref name="person"/> is <see cref="Person"/>, which is not put together for it.</summary>
    internal bool IsPerson(string person) => Npi is null
        ? person == Reference
        : person.Length == NpiPrefix.Length + Npi.Length && person.StartsWith(NpiPrefix, StringComparison.Ordinal) && person.EndsWith(Npi, StringComparison.Ordinal);

    /// <summary>Whether the two have the same <see cref="Person"/>.</summary>
    internal bool IsSamePerson(PractitionerIdentity other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Npi is not null && other.Npi is not null)
            return Npi == other.Npi;
        return Npi is null ? other.IsPerson(Reference) : IsPerson(other.Reference);
    }

    /// <summary>Order of the two by <see cref="Person"/>.</summary>
    internal int ComparePerson(PractitionerIdentity other)
    {
        if (Npi is not null && other.Npi is not null)
            return string.CompareOrdinal(Npi, other.Npi);
        return string.CompareOrdinal(Person, other.Person);
    }
}
