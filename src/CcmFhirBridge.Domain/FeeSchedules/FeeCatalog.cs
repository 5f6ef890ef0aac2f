using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.FeeSchedules;

/// <summary>
/// Every table of amounts that is loaded. A day of service is priced by the tables in force on it; of two, by the one that begins later.
/// Immutable, and the same whatever the order in which the tables are given.
/// </summary>
public sealed class FeeCatalog
{
    private readonly ImmutableArray<FeeTable> _newestFirst;
    private readonly ImmutableArray<LocalityTable> _localitiesNewestFirst;
    private readonly Func<DateOnly, PaymentTerms> _terms;

    /// <summary>The catalogue of these tables.</summary>
    /// <param name="tables">Relative value units; no two begin on the same day.</param>
    /// <param name="localities">Localities; no two begin on the same day.</param>
    /// <param name="terms">Terms of payment of a day.</param>
    public FeeCatalog(IEnumerable<FeeTable> tables, IEnumerable<LocalityTable> localities, Func<DateOnly, PaymentTerms> terms)
    {
        _newestFirst = [.. tables.OrderByDescending(static table => table.From)];
        _localitiesNewestFirst = [.. localities.OrderByDescending(static table => table.From)];
        _terms = terms;
    }

    /// <summary>No table at all.</summary>
    public static FeeCatalog None { get; } = new([], [], static _ => new PaymentTerms());

    /// <summary>Tables of relative value units, the newest first.</summary>
    public ImmutableArray<FeeTable> Tables => _newestFirst;

    /// <summary>Tables of localities, the newest first.</summary>
    public ImmutableArray<LocalityTable> LocalityTables => _localitiesNewestFirst;

    /// <summary>The relative value units of a day of service; null where none are loaded.</summary>
    public FeeTable? TableOn(DateOnly day) => _newestFirst.FirstOrDefault(table => table.IsInForceOn(day));

    /// <summary>The localities of a day of service; null where none are loaded.</summary>
    public LocalityTable? LocalitiesOn(DateOnly day) => _localitiesNewestFirst.FirstOrDefault(table => table.IsInForceOn(day));

    /// <summary>The terms of payment of a day of service.</summary>
    public PaymentTerms TermsOn(DateOnly day) => _terms(day);

    /// <summary>
    /// The allowed amount of one unit: relative value units, weighted by the locality, times the conversion factor, rounded half up; the
    /// share of NP, PA and CNS is taken from that and rounded again (RULES §6.3).
    /// </summary>
    public AllowedAmount Amount(AmountRequest request)
    {
        if (TableOn(request.Day) is not { } table)
            return AllowedAmount.Missing(AmountGap.NoTable, request);
        if (!table.Values.TryGetValue(request.Code, out var values))
            return AllowedAmount.Missing(AmountGap.NoCode, request);
        if ((request.Qualifying ? table.QualifyingConversionFactor : table.ConversionFactor) is not { } factor)
            return AllowedAmount.Missing(AmountGap.NoQualifyingFactor, request);
        if (Units(values, request, out var gap) is not { } units)
            return AllowedAmount.Missing(gap, request);
        var full = Money.Round(units * factor);
        if (!request.NonPhysician)
            return AllowedAmount.Found(full, request);
        return TermsOn(request.Day).NonPhysicianPercent is { } percent
            ? AllowedAmount.Found(Money.Percent(full, percent), request)
            : AllowedAmount.Missing(AmountGap.NoNonPhysicianShare, request);
    }

    private decimal? Units(RelativeValues values, AmountRequest request, out AmountGap gap)
    {
        gap = AmountGap.None;
        if (request.Locality == Locality.National)
            return values.Total(request.Facility);
        if (LocalitiesOn(request.Day) is not { } table)
            gap = AmountGap.NoLocalityTable;
        else if (!table.Localities.TryGetValue(request.Locality, out var locality))
            gap = AmountGap.NoLocality;
        else if (values.Parts is not { } parts)
            gap = AmountGap.NoParts;
        else
            return parts.Weighted(locality.Indices, request.Facility);
        return null;
    }

    /// <summary>What an amount was worked out from, for the explanation; empty where there is none.</summary>
    public ImmutableArray<ParameterRead> ReadsOf(AmountRequest request)
    {
        if (Amount(request).Gap != AmountGap.None || TableOn(request.Day) is not { } table)
            return [];
        var values = table.Values[request.Code];
        var reads = ImmutableArray.CreateBuilder<ParameterRead>();
        reads.Add(Read($"fees.{request.Code}.relative_value_units", Words(values, request.Facility)));
        reads.Add(Read(
            request.Qualifying ? "fees.qualifying_conversion_factor" : "fees.conversion_factor",
            FormattableString.Invariant($"{(request.Qualifying ? table.QualifyingConversionFactor : table.ConversionFactor)} USD")));
        if (request.Locality != Locality.National && LocalitiesOn(request.Day) is { } localities)
        {
            var indices = localities.Localities[request.Locality].Indices;
            reads.Add(new ParameterRead(
                $"fees.localities.{request.Locality}",
                FormattableString.Invariant($"work {indices.Work}, practice expense {indices.PracticeExpense}, malpractice {indices.Malpractice}"),
                localities.From, localities.Sources, localities.Confidence));
        }

        if (request.NonPhysician)
            reads.AddRange(TermsOn(request.Day).NonPhysicianReads);
        return reads.ToImmutable();

        ParameterRead Read(string parameter, string value) => new(parameter, value, table.From, table.Sources, table.Confidence);
    }

    private static string Words(RelativeValues values, bool facility) => values.Parts is { } parts
        ? FormattableString.Invariant($"work {parts.Work}, practice expense {(facility ? parts.PracticeExpenseFacility : parts.PracticeExpenseNonFacility)}, malpractice {parts.Malpractice}")
        : FormattableString.Invariant($"{values.Total(facility)} in all");
}
