using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Benchmarks.Stores;
using CcmFhirBridge.Pipeline.Serving;

namespace CcmFhirBridge.Benchmarks.Serving;

/// <summary>What a page of a search costs at its beginning and deep inside, over a ledger that has grown for years.</summary>
internal static class ServedSearch
{
    private const int Page = 50;
    private const int Rounds = 200;
    private const double BoundRatio = 2;
    private const double BoundMilliseconds = 10;

    public static async Task<bool> RunAsync(MeasuredStore measured, int claims)
    {
        var deep = Math.Min(10_000, (claims / Page) - 1);
        Func<int, ServedQuery>[] queries =
        [
            number => LastUpdated(0, number),
            number => LastUpdated(100, number),
            number => LastUpdated(deep, number),
            number => Since(claims - 100, number),
            number => One(new ServedCriterion.OfPatient([ServedLedger.Patient(Spread(number, claims))])),
            number => One(new ServedCriterion.Identified([ServedLedger.Identifier(Spread(number, claims))], [])),
            number => Month(deep, number),
        ];
        await MediansAsync(measured, queries);
        var (first, hundredth, deepest, from, patient, identifier, month) = await MediansAsync(measured, queries) switch
        {
            [var a, var b, var c, var d, var e, var f, var g] => (a, b, c, d, e, f, g),
            _ => throw new InvalidOperationException("Every query has its figure."),
        };
        var name = string.Create(CultureInfo.InvariantCulture, $"{claims:N0} claims on {measured.Kind}");
        return Gate.AtMost($"page 100 ÷ page 1, {name}", hundredth / first, BoundRatio, Told(hundredth))
            & Gate.AtMost($"page {deep.ToString("N0", CultureInfo.InvariantCulture)} ÷ page 1, {name}", deepest / first, BoundRatio, Told(deepest))
            & Gate.AtMost($"first page of {Page}, milliseconds, {name}", first, BoundMilliseconds)
            & Gate.AtMost($"_lastUpdated near the end, milliseconds, {name}", from, BoundMilliseconds)
            & Gate.AtMost($"a patient, milliseconds, {name}", patient, BoundMilliseconds)
            & Gate.AtMost($"an identifier, milliseconds, {name}", identifier, BoundMilliseconds)
            & Gate.AtMost($"page {deep.ToString("N0", CultureInfo.InvariantCulture)} of one month, milliseconds, {name}", month, BoundMilliseconds);
    }

    private static string Told(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.00} ms");

    private static long Spread(int number, int claims) => 1 + (number * 7919L % claims);

    // Every round begins at another row, so that no page is the one that was just read.
    private static ServedQuery LastUpdated(int page, int number)
    {
        var row = (page * (long)Page) + (number % Page);
        return Query(new ServedCriterion.AllOf([new ServedCriterion.At(ServedInstant.Changed, ServedLedger.ChangedAt(1), null)]), row == 0 ? null : After(row));
    }

    private static ServedQuery Since(long row, int number) =>
        Query(new ServedCriterion.At(ServedInstant.Changed, ServedLedger.ChangedAt(row - (number % Page)), null), null);

    private static ServedQuery One(ServedCriterion criterion) => Query(new ServedCriterion.AllOf([criterion]), null);

    private static ServedQuery Month(int page, int number)
    {
        var (first, end) = (new DateOnly(2026, 4, 1), new DateOnly(2026, 5, 1));
        var within = new ServedCriterion.AllOf([new ServedCriterion.On(ServedDay.First, first, null), new ServedCriterion.On(ServedDay.End, null, end.AddDays(1))]);
        var after = new ServedPosition("2026-04-01", ServedLedger.Revision((page * (long)Page) + (number % Page)));
        return new ServedQuery("Claim", within, ServedSort.Occurs, IsDescending: false, after, Page + 1);
    }

    private static ServedPosition After(long row) => new(ServedLedger.ChangedAt(row).ToString(CultureInfo.InvariantCulture), ServedLedger.Revision(row));

    private static ServedQuery Query(ServedCriterion criterion, ServedPosition? after) => new("Claim", criterion, ServedSort.Changed, IsDescending: false, after, Page + 1);

    // In turns, so that what the machine does besides meets all of them.
    private static async Task<double[]> MediansAsync(MeasuredStore measured, Func<int, ServedQuery>[] queries)
    {
        var took = Array.ConvertAll(queries, static _ => new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            for (var query = 0; query < queries.Length; query++)
            {
                var began = Stopwatch.GetTimestamp();
                var found = await measured.Store.SearchServedAsync(queries[query](round), CancellationToken.None);
                took[query][round] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                if (found.Count == 0)
                    throw new InvalidOperationException("A page that is measured holds nothing.");
            }
        }

        return Array.ConvertAll(took, static each => each.Order().ElementAt(Rounds / 2));
    }
}
