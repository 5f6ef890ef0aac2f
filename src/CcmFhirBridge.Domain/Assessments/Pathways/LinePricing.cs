using System.Collections.Immutable;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>Puts day and money on codes: the practice's charge, else the full allowed amount (DESIGN §6).</summary>
internal static class LinePricing
{
    private const string NationalTable = "national";

    /// <summary>The tables that are loaded are national and of practitioners who are not qualifying participants.</summary>
    public static bool HasAmounts(Tenant tenant, PractitionerIdentity? billing) => tenant.Billing.Locality == NationalTable
        && (billing is null || tenant.Practitioners.IsEmpty || !tenant.Practitioners.Any(person => person.QualifyingParticipant && (person.Reference == billing.Reference || (person.Npi is not null && person.Npi == billing.Npi))));

    public static ImmutableArray<ServiceLine> Price(ImmutableArray<CodeUnits> codes, DateOnly day, BillingSettings billing, bool hasAmounts, SourceReference? visit = null)
    {
        if (codes.IsEmpty)
            return [];
        var lines = ImmutableArray.CreateBuilder<ServiceLine>(codes.Length);
        var facility = PlacesOfService.IsFacility(billing.PlaceOfService);
        foreach (var (code, units) in codes)
        {
            var listed = code.AmountOn(day, facility);
            decimal? amount = listed is null || !hasAmounts ? null : Money.Round(listed.Value);
            var charge = billing.Charges.TryGetValue(code.Code, out var own) ? own : amount;
            lines.Add(new ServiceLine(code.Code, units, day, charge, charge * units, amount * units, visit));
        }

        return lines.DrainToImmutable();
    }
}
