using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>Who bills, what it charges and when it may be released.</summary>
public sealed record BillingSettings
{
    /// <summary>Months after a service month in which it is still billed: Medicare takes a claim for one calendar year, and what is older is a person's matter.</summary>
    public const int MonthsToFile = 12;

    /// <summary>The practice that submits the claim.</summary>
    public required BillingOrganization Organization { get; init; }

    /// <summary>Practitioner who bills when nothing in the record names one; a relative reference, or null.</summary>
    public string? DefaultPractitioner { get; init; }

    /// <summary>Setting of the practice.</summary>
    public PracticeSetting Setting { get; init; } = PracticeSetting.Professional;

    /// <summary>CMS place of service code, two digits; decides facility or non-facility.</summary>
    public string PlaceOfService { get; init; } = "11";

    /// <summary><c>national</c>, or carrier and locality such as <c>10112-00</c>.</summary>
    public string Locality { get; init; } = "national";

    /// <summary>What the practice charges for a unit, in US dollars, by code.</summary>
    public ImmutableSortedDictionary<string, decimal> Charges { get; init; } = ImmutableSortedDictionary<string, decimal>.Empty;

    /// <summary>The one output that becomes a filed claim.</summary>
    public FiledThrough FiledThrough { get; init; } = FiledThrough.EhrClaim;

    /// <summary>Which day of the month is the date of service.</summary>
    public DateOfServiceChoice DateOfService { get; init; } = DateOfServiceChoice.Threshold;

    /// <summary>First month that may leave; null is shadow mode: everything runs, nothing leaves.</summary>
    public ServiceMonth? FirstMonth { get; init; }

    /// <summary>Day of the next month, from 06:00 in the practice's zone, from which a month may be released.</summary>
    public int CloseOn { get; init; } = 5;

    /// <summary>Whether a person releases.</summary>
    public ReleaseMode Release { get; init; } = ReleaseMode.Approval;
}

/// <summary>The practice that submits the claim.</summary>
/// <param name="Name">Legal name.</param>
/// <param name="Npi">Organization NPI, ten digits.</param>
/// <param name="Tin">Tax id, nine digits.</param>
/// <param name="Taxonomy">NUCC taxonomy code, or null.</param>
/// <param name="Address">Physical address, or null.</param>
public sealed record BillingOrganization(string Name, string Npi, string Tin, string? Taxonomy, PostalAddress? Address);

/// <summary>A physical address.</summary>
/// <param name="Line">Street.</param>
/// <param name="City">City.</param>
/// <param name="State">Two letters.</param>
/// <param name="PostalCode">ZIP or ZIP+4.</param>
public sealed record PostalAddress(string Line, string City, string State, string PostalCode);

/// <summary>Setting of the practice.</summary>
public enum PracticeSetting
{
    /// <summary>Professional claims.</summary>
    Professional,

    /// <summary>Rural health clinic.</summary>
    Rhc,

    /// <summary>Federally qualified health center.</summary>
    Fqhc,

    /// <summary>Hospital outpatient department.</summary>
    HospitalOutpatient,
}

/// <summary>The one output that becomes a filed claim; all others say so in themselves (DESIGN §6).</summary>
public enum FiledThrough
{
    /// <summary>The Claim in the EHR.</summary>
    EhrClaim,

    /// <summary>The ChargeItems in the EHR.</summary>
    EhrCharge,

    /// <summary>Our own 837P file.</summary>
    Bridge837,

    /// <summary>A billing system that reads us.</summary>
    BillingSystem,
}

/// <summary>Which day is the date of service.</summary>
public enum DateOfServiceChoice
{
    /// <summary>First day on which the last billed unit and all its requirements stand.</summary>
    Threshold,

    /// <summary>Last day of the month.</summary>
    MonthEnd,
}

/// <summary>Whether a person releases.</summary>
public enum ReleaseMode
{
    /// <summary>A person releases.</summary>
    Approval,

    /// <summary>What is billable leaves by itself.</summary>
    Auto,
}
