using System.Globalization;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>Somebody who works at the practice.</summary>
/// <param name="Id">Id of the Practitioner.</param>
/// <param name="Given">Given name.</param>
/// <param name="Family">Family name.</param>
/// <param name="Credential">MD, NP, RN, LPN or CMA; null for the front desk.</param>
/// <param name="Npi">Only who can bill has one here.</param>
internal sealed record StaffMember(string Id, string Given, string Family, string? Credential, string? Npi)
{
    public string Reference => $"Practitioner/{Id}";
}

/// <summary>Who works at the practice: grows with the number of patients.</summary>
internal sealed class Staff
{
    /// <summary>Temporary help that the EHR knows nothing about: no qualification, no role.</summary>
    public static readonly StaffMember Unknown = new("agency-float", "Robin", "Agency-Synth", null, null);

    public static readonly StaffMember FrontDesk = new("desk-1", "Sam", "Desk-Synth", null, null);

    private static readonly string[] Given = ["Ada", "Ben", "Cleo", "Dev", "Esme", "Finn", "Gia", "Hugo", "Iris", "Jude", "Kira", "Liam"];
    private static readonly string[] Family = ["Lake", "Shore", "Reed", "Cove", "Marsh", "Brook", "Pond", "Ridge", "Dale", "Ford"];

    private Staff(IReadOnlyList<StaffMember> billers, IReadOnlyList<StaffMember> clinical) => (Billers, Clinical) = (billers, clinical);

    /// <summary>Physicians and nurse practitioners; the first is the tenant's default.</summary>
    public IReadOnlyList<StaffMember> Billers { get; }

    public IReadOnlyList<StaffMember> Clinical { get; }

    public IEnumerable<StaffMember> Known => Billers.Concat(Clinical).Append(FrontDesk);

    public static Staff For(int patients)
    {
        var billers = new List<StaffMember>();
        for (var i = 1; i <= 3 + (patients / 300); i++)
            billers.Add(Member(i == 3 ? "np" : "dr", i, i == 3 ? "NP" : "MD", Fhir.NpiOf(i)));
        var clinical = new List<StaffMember>();
        for (var i = 1; i <= 6 + (patients / 40); i++)
        {
            var (prefix, credential) = (i % 6) switch { 4 => ("lpn", "LPN"), 5 => ("cma", "CMA"), _ => ("rn", "RN") };
            clinical.Add(Member(prefix, 20 + i, credential, npi: null));
        }
        return new Staff(billers, clinical);
    }

    private static StaffMember Member(string prefix, int number, string credential, string? npi) => new(
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}"), Given[number % Given.Length], Family[number % Family.Length] + "-Synth", credential, npi);
}
