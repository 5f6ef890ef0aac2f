using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Revenue;

namespace CcmFhirBridge.Commands;

/// <summary>Where and when the calculator's amounts are those of.</summary>
/// <param name="Day">Day of service.</param>
/// <param name="Locality">Carrier and locality, or <c>national</c>.</param>
/// <param name="Facility">In a facility.</param>
/// <param name="Qualifying">A qualifying participant bills.</param>
/// <param name="NonPhysician">An NP, PA or CNS bills.</param>
internal sealed record CalcRates(DateOnly Day, string Locality, bool Facility, bool Qualifying, bool NonPhysician)
{
    /// <summary>The codes of a mix with their amounts; the deductible is taken to be met.</summary>
    /// <exception cref="UsageException">A table is missing, or there is no such locality; near ones are named.</exception>
    public ImmutableArray<CodeShare> Price(RulePack pack, IReadOnlyList<(string Code, decimal PerHundred)> mix)
    {
        RefuseWithoutTables(pack);
        var terms = pack.Fees.TermsOn(Day);
        return [.. mix.Select(share =>
        {
            var amount = pack.Fees.Amount(new AmountRequest(share.Code, Day, Facility, Locality, Qualifying, NonPhysician));
            if (amount.Unit is not { } unit)
                throw new UsageException(amount.Warning!);
            var estimate = PaymentEstimate.Of(unit, deductibleLeft: 0, terms);
            return new CodeShare(share.Code, share.PerHundred, unit, estimate?.MedicarePays, estimate?.Coinsurance);
        })];
    }

    private void RefuseWithoutTables(RulePack pack)
    {
        if (pack.Fees.TableOn(Day) is null)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"no amounts are loaded for {Day.Year}. Loaded are: {string.Join(", ", pack.Fees.Tables.Select(static table => table.From.Year).Distinct().Order())}. Import that year's fee schedule with 'rules import-pfs'."));
        if (Locality == Domain.FeeSchedules.Locality.National)
            return;
        if (pack.Fees.LocalitiesOn(Day) is not { } table)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"no localities are loaded for {Day.Year}. Loaded are: {string.Join(", ", pack.Fees.LocalityTables.Select(static known => known.From.Year).Distinct().Order())}. Import that year's GPCI file with 'rules import-pfs', or use --locality national."));
        if (!table.Localities.ContainsKey(Locality))
            throw new UsageException($"there is no locality '{Locality}'. {Near(table)}");
    }

    // Near is what is written alike, or what carries the words in its name or state.
    private string Near(LocalityTable table)
    {
        var alike = table.Localities.Values
            .Select(locality => (Locality: locality, Distance: locality.Name.Contains(Locality, StringComparison.OrdinalIgnoreCase) || locality.State.Equals(Locality, StringComparison.OrdinalIgnoreCase) ? 0 : NearestWord.Distance(Locality, locality.Id)))
            .Where(static near => near.Distance <= 2)
            .OrderBy(static near => near.Distance).ThenBy(static near => near.Locality.Id, StringComparer.Ordinal).Take(5)
            .Select(static near => $"{near.Locality.Id} ({near.Locality.State} {near.Locality.Name})").ToArray();
        return alike.Length > 0 ? $"Near are: {string.Join(", ", alike)}." : "Write carrier and locality such as 10112-00, or a state such as AL to see its localities.";
    }
}
