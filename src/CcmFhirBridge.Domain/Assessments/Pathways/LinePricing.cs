using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>Puts day and money on codes: the practice's charge, else the full allowed amount (DESIGN §6).</summary>
internal sealed class LinePricing
{
    private const string NationalTable = "national";
    private const int DaysOfMonth = 31;
    private const int FewUnits = 4;

    private readonly Tenant _tenant;
    private readonly bool _facility;
    private readonly bool _anyQualifying;
    private readonly FrozenDictionary<string, decimal> _charges;
    private readonly BillingCode[] _codes;
    private readonly ServiceLine?[] _priced;

    public LinePricing(Tenant tenant, IReadOnlyList<BillingCode> codes)
    {
        _tenant = tenant;
        _facility = PlacesOfService.IsFacility(tenant.Billing.PlaceOfService);
        _anyQualifying = tenant.Practitioners.Any(static person => person.QualifyingParticipant);
        _charges = tenant.Billing.Charges.ToFrozenDictionary(StringComparer.Ordinal);
        _codes = [.. codes];
        _priced = new ServiceLine?[_codes.Length * 2 * FewUnits * DaysOfMonth];
    }

    /// <summary>The practice has a charge of its own for the code.</summary>
    public bool HasCharge(string code) => _charges.ContainsKey(code);

    /// <summary>The tables that are loaded are national and of practitioners who are not qualifying participants.</summary>
    public bool HasAmounts(PractitionerIdentity? billing) => _tenant.Billing.Locality == NationalTable
        && (billing is null || !_anyQualifying || !_tenant.Practitioners.Any(person => person.QualifyingParticipant && (person.Reference == billing.Reference || (person.Npi is not null && person.Npi == billing.Npi))));

    public ImmutableArray<ServiceLine> Price(ImmutableArray<CodeUnits> codes, DateOnly day, bool hasAmounts)
    {
        if (codes.IsEmpty)
            return [];
        var lines = new ServiceLine[codes.Length];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = Remembered(codes[i], day, hasAmounts);
        return ImmutableCollectionsMarshal.AsImmutableArray(lines);
    }

    // The lines of a month are few and never change, so its patients share them. Threads that make the same line at once make equal ones.
    private ServiceLine Remembered(CodeUnits line, DateOnly day, bool hasAmounts)
    {
        var code = IndexOf(line.Code);
        if (code < 0 || line.Units > FewUnits)
            return Price(line, day, hasAmounts, visit: null);
        ref var place = ref _priced[(((((code * 2) + (hasAmounts ? 1 : 0)) * FewUnits) + line.Units - 1) * DaysOfMonth) + day.Day - 1];
        if (Volatile.Read(ref place) is { } known && known.DateOfService == day)
            return known;
        var made = Price(line, day, hasAmounts, visit: null);
        Volatile.Write(ref place, made);
        return made;
    }

    private int IndexOf(BillingCode code)
    {
        for (var i = 0; i < _codes.Length; i++)
        {
            if (ReferenceEquals(_codes[i], code))
                return i;
        }

        return -1;
    }

    public ServiceLine Price(CodeUnits line, DateOnly day, bool hasAmounts, SourceReference? visit)
    {
        var (code, units) = line;
        var listed = hasAmounts ? code.AmountOn(day, _facility) : null;
        decimal? amount = listed is null ? null : Money.Round(listed.Value);
        var charge = _charges.TryGetValue(code.Code, out var own) ? own : amount;
        return new ServiceLine(code.Code, units, day, charge, charge * units, amount * units, visit);
    }
}
