using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CsCheck;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>Whatever is searched for is what somebody finds who reads every resource and looks at it; page by page each comes once.</summary>
public abstract class SearchPropertyBehaviour(ITestStores home)
{
    private static readonly PracticeTimeZone s_zone = PracticeTimeZone.Find("America/New_York");
    private static readonly string[] s_prefixes = ["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"];

    private static readonly LedgerState[][] s_paths =
    [
        [], [LedgerState.Held], [LedgerState.Sending], [LedgerState.Sending, LedgerState.InDoubt], [LedgerState.Sending, LedgerState.Confirmed],
        [LedgerState.Sending, LedgerState.Rejected], [LedgerState.Held, LedgerState.Corrected], [LedgerState.Held, LedgerState.Quarantined],
    ];

    // A filter as it is asked, and as somebody who holds the resource judges it.
    private sealed record Filter(string Query, Func<JsonElement, bool> Holds);

    [Fact]
    public async Task Any_search_equals_a_look_at_every_resource()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        await using var served = await ServedTenants.StartAsync(home);
        await FillAsync(served);
        foreach (var type in new[] { "Claim", "ChargeItem" })
        {
            var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var id in await served.AllAsync($"/{type}"))
                all.Add(id, (await served.GetAsync($"/{type}/{id}")).Json);
            all.Count.ShouldBe(type == "Claim" ? 60 : 90);
            var sorts = type == "Claim" ? new[] { "", "_id", "_lastUpdated", "created", "billable-period" } : ["", "_id", "_lastUpdated", "occurrence"];
            var searches = Gen.Select(Filters(type, [.. all.Values]).List[0, 3], Gen.OneOf(sorts), Gen.Bool, Gen.Int[1, 40]);
            await searches.SampleAsync(async search => await CheckAsync(served, type, all, search), iter: 150, threads: 1);
        }
    }

    private static async Task CheckAsync(ServedTenants served, string type, Dictionary<string, JsonElement> all, (List<Filter> Filters, string Sort, bool IsDescending, int Count) search)
    {
        var query = $"/{type}?_count={search.Count}" + string.Concat(search.Filters.Select(filter => "&" + filter.Query))
            + (search.Sort.Length == 0 ? "" : $"&_sort={(search.IsDescending ? "-" : "")}{search.Sort}");
        var expected = all.Where(entry => search.Filters.TrueForAll(filter => filter.Holds(entry.Value))).Select(entry => entry.Key).ToList();

        var found = await served.AllAsync(query);

        found.ShouldBeUnique(query);
        found.ShouldBe(expected, ignoreOrder: true, customMessage: query);
        (await served.GetAsync(query.Replace($"_count={search.Count}", "_count=0", StringComparison.Ordinal))).Total.ShouldBe(expected.Count, query);
        if (search.Sort.Length > 0)
        {
            var keys = found.ConvertAll(id => Key(all[id], search.Sort));
            var ordered = search.IsDescending ? keys.OrderDescending(StringComparer.Ordinal) : keys.Order(StringComparer.Ordinal);
            keys.ShouldBe(ordered.ToList(), customMessage: query);
        }
    }

    private static Gen<Filter> Filters(string type, JsonElement[] resources)
    {
        var some = Gen.OneOf(resources);
        var dates = type == "Claim" ? new[] { "_lastUpdated", "created", "billable-period" } : ["_lastUpdated", "occurrence"];
        var statuses = type == "Claim" ? new[] { "active", "draft", "cancelled" } : ["not-billable", "entered-in-error", "billable"];
        var codes = new[] { "99490", "99439", "99487", "G0506" };
        return Gen.OneOf(
            some.List[1, 3].Select(few => Token("_id", few.ConvertAll(Id), static (resource, value) => Id(resource) == value)),
            Gen.Select(some.List[1, 3], Gen.Int[0, 1]).Select((few, which) => Token("identifier", few.ConvertAll(each => Identifiers(each)[which]), static (resource, value) => Identifiers(resource).Contains(value))),
            some.List[1, 3].Select(few => Token("patient", few.ConvertAll(Patient), static (resource, value) => Patient(resource) == value)),
            Gen.Select(Gen.OneOf(statuses), Gen.Bool).Select((status, not) => Negatable("status", not, status, static (resource, value) => resource.GetProperty("status").GetString() == value)),
            Gen.Select(Gen.OneOf(codes), Gen.Bool).Select((code, not) => type == "Claim" ? new Filter("x=1", static _ => true) : Negatable("code", not, code, static (resource, value) => Code(resource) == value)),
            Gen.Select(some, Gen.OneOf(dates), Gen.OneOf(s_prefixes), Gen.Int[0, 5], Gen.Int[-2, 2]).Select(Date));
    }

    private static Filter Token(string name, List<string> values, Func<JsonElement, string, bool> matches) =>
        new($"{name}={string.Join(',', values)}", resource => values.Exists(value => matches(resource, value)));

    private static Filter Negatable(string name, bool not, string value, Func<JsonElement, string, bool> matches) =>
        new($"{name}{(not ? ":not" : "")}={value}", resource => matches(resource, value) != not);

    // A date near one of a resource, to the precision that is drawn.
    private static Filter Date(JsonElement near, string name, string prefix, int precision, int steps)
    {
        var local = s_zone.ToLocal(Span(near, name).From).DateTime;
        var (text, from, before) = precision switch
        {
            0 => (local.AddYears(steps).ToString("yyyy", CultureInfo.InvariantCulture), Midnight(local.AddYears(steps).Year, 1, 1), Midnight(local.AddYears(steps + 1).Year, 1, 1)),
            1 => Months(local.AddMonths(steps)),
            2 => (Iso(local.AddDays(steps)), s_zone.StartOf(DateOnly.FromDateTime(local.AddDays(steps))), s_zone.StartOf(DateOnly.FromDateTime(local.AddDays(steps + 1)))),
            3 => Clock(local.AddMinutes(steps), "yyyy-MM-dd'T'HH:mm", TimeSpan.FromMinutes(1)),
            4 => Clock(local.AddSeconds(steps), "yyyy-MM-dd'T'HH:mm:ss", TimeSpan.FromSeconds(1)),
            _ => Clock(local.AddMilliseconds(steps), "yyyy-MM-dd'T'HH:mm:ss.fff", TimeSpan.FromMilliseconds(1)),
        };
        return new Filter($"{name}={prefix}{text}", resource =>
        {
            var (low, high) = Span(resource, name);
            var within = from <= low && high <= before;
            return prefix switch
            {
                "ne" => !within,
                "gt" => high > before,
                "lt" => low < from,
                "ge" => high > before || within,
                "le" => low < from || within,
                "sa" => low >= before,
                "eb" => high <= from,
                _ => within,
            };
        });
    }

    private static (string, DateTimeOffset, DateTimeOffset) Months(DateTime local) =>
        (local.ToString("yyyy-MM", CultureInfo.InvariantCulture), Midnight(local.Year, local.Month, 1), s_zone.StartOf(new DateOnly(local.Year, local.Month, 1).AddMonths(1)));

    private static (string, DateTimeOffset, DateTimeOffset) Clock(DateTime local, string format, TimeSpan width)
    {
        var written = DateTime.ParseExact(local.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture);
        var from = s_zone.At(DateOnly.FromDateTime(written), TimeOnly.MinValue) + written.TimeOfDay;
        return (local.ToString(format, CultureInfo.InvariantCulture), from, from + width);
    }

    private static DateTimeOffset Midnight(int year, int month, int day) => s_zone.StartOf(new DateOnly(year, month, day));

    private static string Iso(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static (DateTimeOffset From, DateTimeOffset Before) Span(JsonElement resource, string name)
    {
        if (name == "_lastUpdated")
        {
            var at = DateTimeOffset.Parse(resource.GetProperty("meta").GetProperty("lastUpdated").GetString()!, CultureInfo.InvariantCulture);
            return (at, at.AddTicks(1));
        }

        if (name == "created")
        {
            var at = DateTimeOffset.Parse(resource.GetProperty("created").GetString()!, CultureInfo.InvariantCulture);
            return (at, at.AddSeconds(1));
        }

        var period = resource.GetProperty(name == "occurrence" ? "occurrencePeriod" : "billablePeriod");
        return (s_zone.StartOf(Day(period, "start")), s_zone.StartOf(Day(period, "end").AddDays(1)));
    }

    private static DateOnly Day(JsonElement period, string end) => DateOnly.ParseExact(period.GetProperty(end).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Id(JsonElement resource) => resource.GetProperty("id").GetString()!;

    private static List<string> Identifiers(JsonElement resource) => resource.GetProperty("identifier").EnumerateArray().Select(each => each.GetProperty("value").GetString()!).ToList();

    private static string Patient(JsonElement resource) =>
        (resource.TryGetProperty("patient", out var patient) ? patient : resource.GetProperty("subject")).GetProperty("reference").GetString()!;

    private static string Code(JsonElement resource) => resource.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString()!;

    private static string Key(JsonElement resource, string sort) => sort == "_id"
        ? Id(resource)
        : Span(resource, sort).From.UtcTicks.ToString("D20", CultureInfo.InvariantCulture);

    // 60 bills of 12 patients over 5 months, by each output and in each state; some come at one instant, some a fraction of a second apart.
    private static async Task FillAsync(ServedTenants served)
    {
        var bills = served.BillsOf("lakeside");
        for (var number = 0; number < 60; number++)
        {
            served.Time.Advance((number % 4) switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromMilliseconds(750), 2 => TimeSpan.FromMinutes(7), _ => TimeSpan.FromHours(31) });
            var bill = await bills.PlanAsync($"p{number % 12}", $"2026-0{1 + (number / 12)}", (number % 4) switch { 0 => "99490", 1 => "99490 99439", 2 => "99487", _ => "99490 G0506" }, output: (FiledThrough)(number % 4));
            var path = s_paths[number % 8];
            foreach (var entry in number % 3 == 0 ? bill : [bill[0]])
                await bills.MoveAsync(entry, path);
        }
    }
}

public sealed class SqliteSearchPropertyTests() : SearchPropertyBehaviour(new SqliteStores());

public sealed class PostgresSearchPropertyTests() : SearchPropertyBehaviour(new PostgresStores());
