using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>Puts day and money on codes: the practice's charge, else the full allowed amount (DESIGN §6).</summary>
internal sealed class LinePricing
{
    private const int DaysOfMonth = 31;
    private const int FewUnits = 4;

    private readonly Tenant _tenant;
    private readonly FeeCatalog _fees;
    private readonly bool _facility;
    private readonly bool _national;
    private readonly (PractitionerSetting Who, bool Qualifying, bool NonPhysician)[] _paidOtherwise;
    private readonly FrozenDictionary<string, decimal> _charges;
    private readonly BillingCode[] _codes;
    private readonly ServiceLine?[] _priced;

    public LinePricing(Tenant tenant, IReadOnlyList<BillingCode> codes, FeeCatalog fees)
    {
        _tenant = tenant;
        _fees = fees;
        _facility = PlacesOfService.IsFacility(tenant.Billing.PlaceOfService);
        _national = tenant.Billing.Locality == Locality.National;
        _paidOtherwise = [.. tenant.Practitioners.Where(static person => person.QualifyingParticipant || person.IsPaidAShare).Select(static person => (person, person.QualifyingParticipant, person.IsPaidAShare))];
        _charges = tenant.Billing.Charges.ToFrozenDictionary(StringComparer.Ordinal);
        _codes = [.. codes];
        _priced = new ServiceLine?[_codes.Length * AmountBasis.Kinds * FewUnits * DaysOfMonth];
    }

    /// <summary>The practice has a charge of its own for the code.</summary>
    public bool HasCharge(string code) => _charges.ContainsKey(code);

    /// <summary>Medicare's amounts of this practice and practitioner.</summary>
    public AmountBasis BasisOf(PractitionerIdentity? billing)
    {
        var (qualifying, nonPhysician) = (false, false);
        // Most practices name nobody who is paid otherwise, and this is asked for every patient.
        foreach (var person in _paidOtherwise)
        {
            if (billing is null || (person.Who.Reference != billing.Reference && (person.Who.Npi is null || person.Who.Npi != billing.Npi)))
                continue;
            qualifying |= person.Qualifying;
            nonPhysician |= person.NonPhysician;
        }

        return new AmountBasis(AmountTable.Medicare, qualifying, nonPhysician);
    }

    /// <summary>What the amount of a unit was worked out from.</summary>
    public IEnumerable<ParameterRead> ReadsOf(BillingCode code, DateOnly day, AmountBasis basis)
    {
        if (basis.Table == AmountTable.Medicare && _fees.ReadsOf(RequestOf(code, day, basis)) is { IsEmpty: false } worked)
            return worked;
        var reads = code.Reads.Where(static read => read.Parameter.Contains("amount", StringComparison.Ordinal));
        return basis.NonPhysician ? reads.Concat(_fees.TermsOn(day).NonPhysicianReads) : reads;
    }

    public ImmutableArray<ServiceLine> Price(ImmutableArray<CodeUnits> codes, DateOnly day, AmountBasis basis)
    {
        if (codes.IsEmpty)
            return [];
        var lines = new ServiceLine[codes.Length];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = Remembered(codes[i], day, basis);
        return ImmutableCollectionsMarshal.AsImmutableArray(lines);
    }

    // The lines of a month are few and never change, so its patients share them. Threads that make the same line at once make equal ones.
    private ServiceLine Remembered(CodeUnits line, DateOnly day, AmountBasis basis)
    {
        var code = IndexOf(line.Code);
        if (code < 0 || line.Units > FewUnits)
            return Price(line, day, basis, visit: null);
        ref var place = ref _priced[(((((code * AmountBasis.Kinds) + basis.Index) * FewUnits) + line.Units - 1) * DaysOfMonth) + day.Day - 1];
        if (Volatile.Read(ref place) is { } known && known.DateOfService == day)
            return known;
        var made = Price(line, day, basis, visit: null);
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

    public ServiceLine Price(CodeUnits line, DateOnly day, AmountBasis basis, SourceReference? visit)
    {
        var (code, units) = line;
        var full = UnitAmount(code, day, basis);
        var amount = basis.NonPhysician ? ShareOf(full, day) : full;
        // Who is paid a share charges the full amount all the same: Medicare takes the share of it.
        var charge = _charges.TryGetValue(code.Code, out var own) ? own : full;
        return new ServiceLine(code.Code, units, day, charge, charge * units, amount * units, visit);
    }

    private decimal? UnitAmount(BillingCode code, DateOnly day, AmountBasis basis) => basis.Table switch
    {
        AmountTable.Payer => Listed(code, day),
        // The pack lists national amounts, of who is no qualifying participant, for years and codes without relative value units.
        AmountTable.Medicare => _fees.Amount(RequestOf(code, day, basis) with { NonPhysician = false }).Unit ?? (_national && !basis.Qualifying ? Listed(code, day) : null),
        _ => null,
    };

    private decimal? Listed(BillingCode code, DateOnly day) => code.AmountOn(day, _facility) is { } listed ? Money.Round(listed) : null;

    private decimal? ShareOf(decimal? full, DateOnly day) =>
        full is { } amount && _fees.TermsOn(day).NonPhysicianPercent is { } percent ? Money.Percent(amount, percent) : null;

    private AmountRequest RequestOf(BillingCode code, DateOnly day, AmountBasis basis) =>
        new(code.Code, day, _facility, _tenant.Billing.Locality, basis.Qualifying, basis.NonPhysician);
}
