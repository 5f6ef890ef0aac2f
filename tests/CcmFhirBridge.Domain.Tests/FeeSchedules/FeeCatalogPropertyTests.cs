using System.Globalization;
using CcmFhirBridge.Domain.FeeSchedules;
using CsCheck;

namespace CcmFhirBridge.Domain.Tests.FeeSchedules;

/// <summary>Amounts hang on nothing but the tables and what is asked.</summary>
public sealed class FeeCatalogPropertyTests
{
    // Made by hand, because a host in invariant mode knows no others.
    private static readonly CultureInfo[] Cultures = [CultureInfo.InvariantCulture, Written(",", ".", "-"), Written("\u066b", "\u066c", "\u2212"), Written("'", " ", "~")];

    private static readonly string[] Places = [Locality.National, TestFees.Alabama.Id, TestFees.Manhattan.Id];

    private static readonly Gen<FeeTable> Tables =
        from month in Gen.Int[1, 12]
        from length in Gen.Int[0, 11]
        from factor in Gen.Int[10_000, 999_999]
        from qualifying in Gen.Int[10_000, 999_999]
        from units in Gen.Int[0, 999].Array[4]
        select TestFees.Table(
            Invariant($"2025-{month:D2}-01"), Invariant($"2025-{Math.Min(12, month + length):D2}-28"), factor / 10_000m,
            RelativeValues.Of("99490", new RelativeValueParts(units[0] / 100m, units[1] / 100m, units[2] / 100m, units[3] / 100m))) with
        { QualifyingConversionFactor = qualifying / 10_000m };

    private static readonly Gen<AmountRequest> Requests =
        from day in Gen.Int[0, 364]
        from facility in Gen.Bool
        from qualifying in Gen.Bool
        from nonPhysician in Gen.Bool
        from locality in Gen.Int[0, 2].Select(at => Places[at])
        select new AmountRequest("99490", TestFees.Day("2025-01-01").AddDays(day), facility, locality, qualifying, nonPhysician);

    private static FeeCatalog Catalog(IEnumerable<FeeTable> tables, params Locality[] localities) =>
        new(tables, [TestFees.Localities("2025-01-01", "2025-12-31", localities)], static _ => TestFees.Terms);

    [Fact]
    public void Amounts_depend_neither_on_the_order_of_the_tables_nor_on_the_culture_of_the_host()
    {
        var gen = from tables in Tables.Array[1, 6]
                  from seed in Gen.Int
                  from request in Requests
                  from culture in Gen.Int[0, Cultures.Length - 1].Select(at => Cultures[at])
                  select (Tables: tables.DistinctBy(table => table.From).ToArray(), seed, request, culture);
        gen.Sample(sample =>
        {
            var (expected, warning, reads) = Answer(Catalog(sample.Tables, TestFees.Alabama, TestFees.Manhattan), sample.request);
            var shuffled = sample.Tables.OrderBy(table => unchecked((table.From.DayNumber * 7919) ^ sample.seed)).ToArray();
            var before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = sample.culture;
                return Answer(Catalog(shuffled, TestFees.Manhattan, TestFees.Alabama), sample.request) == (expected, warning, reads);
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        });
    }

    [Fact]
    public void The_sum_of_many_units_depends_not_on_their_order_and_is_never_off_by_a_cent()
    {
        var gen = from table in Tables from units in Gen.Int[1, 9].Array[1, 20] from request in Requests select (table, units, request);
        gen.Sample(sample =>
        {
            var amount = Catalog([sample.table], TestFees.Alabama, TestFees.Manhattan).Amount(sample.request);
            return amount.Unit is null || (sample.units.Sum(units => amount.Of(units)) == amount.Of(sample.units.Sum())
                && sample.units.Reverse().Sum(units => amount.Of(units)) == amount.Of(sample.units.Sum())
                && amount.Unit == decimal.Round(amount.Unit.Value, 2));
        });
    }

    [Fact]
    public void What_is_divided_is_the_whole() => Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 30_000]).Sample((allowed, left) =>
    {
        var estimate = PaymentEstimate.Of(allowed / 100m, left / 100m, TestFees.Terms)!;
        return estimate.MedicareShare + estimate.Coinsurance + estimate.Deductible == estimate.Allowed
            && estimate.MedicarePays + estimate.PatientOwes + estimate.Sequestration == estimate.Allowed
            && estimate is { Coinsurance: >= 0, Sequestration: >= 0, MedicarePays: >= 0 };
    });

    private static (decimal? Unit, string? Warning, string Reads) Answer(FeeCatalog catalog, AmountRequest request)
    {
        var amount = catalog.Amount(request);
        return (amount.Unit, amount.Warning, string.Join('|', catalog.ReadsOf(request).Select(read => read.Parameter + read.Value)));
    }

    private static CultureInfo Written(string point, string group, string minus)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (point, group, minus);
        culture.DateTimeFormat.DateSeparator = group;
        return culture;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
