using System.Text.Json;
using CcmFhirBridge.Simulator.Practices;

namespace CcmFhirBridge.Simulator.Tests.Practices;

/// <summary>Works the month out again, in the simplest way, from the resources alone, and compares with the answers.</summary>
public sealed class TruthTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly GeneratedPractice Practice = SyntheticPractice.Generate(new PracticeOptions { Month = new DateOnly(2026, 4, 1) });
    private static readonly DateTimeOffset Start = Local(new DateOnly(2026, 4, 1));
    private static readonly DateTimeOffset End = Local(new DateOnly(2026, 5, 1));
    private static readonly Dictionary<string, JsonElement> Record = Practice.Resources
        .ToDictionary(resource => $"{resource.Type}/{resource.Id}", resource => JsonElement.Parse(resource.Json), StringComparer.Ordinal);

    private static readonly IReadOnlyList<Entry> Entries = ReadEntries();
    private static readonly Dictionary<string, Timeline> Timelines = Practice.Truth.ToDictionary(truth => truth.Patient, Countable, StringComparer.Ordinal);

    [Fact]
    public void Every_scenario_is_there_and_each_has_one_outcome_and_reason()
    {
        var byScenario = Practice.Truth.GroupBy(truth => truth.Scenario, StringComparer.Ordinal).ToList();

        byScenario.Count.ShouldBe(60);
        byScenario.ShouldAllBe(group => group.Select(truth => $"{truth.Outcome} {truth.Reason}").Distinct().Count() == 1);
        Practice.Truth.Select(truth => truth.Outcome).Distinct().Order(StringComparer.Ordinal).ShouldBe(["bill", "block", "hold", "none"]);
        Practice.Truth.ShouldAllBe(truth => (truth.Reason == null) == (truth.Outcome == "bill" || truth.Outcome == "none"));
    }

    [Fact]
    public void Units_are_those_of_the_seconds()
    {
        foreach (var truth in Practice.Truth)
        {
            var (_, lines) = Ladder(truth);
            truth.Lines.Where(line => line.Code != "G0506").Select(line => $"{line.Code}x{line.Units}").ShouldBe(lines, truth.Scenario);
            (truth.Outcome == "none").ShouldBe(lines.Length == 0, truth.Scenario);
            truth.Lines.Any(line => line.Code == "G0506").ShouldBe(truth.Scenario == "extended-planning-at-the-visit");
        }
    }

    [Fact]
    public void Seconds_are_those_of_the_entries_that_count()
    {
        Practice.Truth.Count(truth => truth.Scenario == "hospital-stay" && Stay(truth.Patient).From < End).ShouldBeGreaterThan(0);
        foreach (var truth in Practice.Truth)
            Timelines[truth.Patient].Seconds.ShouldBe(truth.CountedSeconds, $"{truth.Scenario} {truth.Patient}");
    }

    [Fact]
    public void The_date_of_service_is_the_day_on_which_the_last_unit_was_reached()
    {
        string[] later = ["care-plan-starts-midway", "complex-decided-on-the-last-day"];
        foreach (var truth in Practice.Truth.Where(truth => truth.Lines.Count > 0 && !later.Contains(truth.Scenario)))
        {
            var (reached, _) = Ladder(truth);
            truth.Lines.Where(line => line.Code != "G0506").ShouldAllBe(line => line.DateOfService == reached, truth.Scenario);
        }
        Practice.Truth.Where(truth => truth.Scenario == later[0]).ShouldAllBe(truth => truth.Lines[0].DateOfService == new DateOnly(2026, 4, 22));
        Practice.Truth.Where(truth => truth.Scenario == later[1]).ShouldAllBe(truth => truth.Lines[0].DateOfService == new DateOnly(2026, 4, 30));
    }

    [Fact]
    public void Nobody_is_in_two_places_unless_the_story_says_so()
    {
        string[] scripted = ["one-nurse-overlaps-herself", "one-nurse-two-patients", "one-nurse-two-patients-loses-a-unit"];
        var scenario = Practice.Truth.ToDictionary(truth => truth.Patient, truth => truth.Scenario, StringComparer.Ordinal);
        var overlaps = 0;
        foreach (var person in Entries.Where(entry => entry.End is not null && !entry.DateOnly).GroupBy(entry => entry.Who, StringComparer.Ordinal))
        {
            var ordered = person.OrderBy(entry => entry.Start).ToList();
            foreach (var (earlier, later) in ordered.Zip(ordered.Skip(1)).Where(pair => pair.Second.Start < pair.First.End))
            {
                scripted.ShouldContain(scenario[earlier.Patient], $"{earlier.Patient} {later.Patient}");
                scenario[later.Patient].ShouldBe(scenario[earlier.Patient]);
                overlaps++;
            }
        }
        overlaps.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Theory]
    [InlineData("consent-missing", "Consent", 0)]
    [InlineData("consent-rejected", "Consent", 1)]
    [InlineData("no-care-plan", "CarePlan", 0)]
    [InlineData("no-coverage", "Coverage", 0)]
    [InlineData("medicare-advantage", "Coverage", 1)]
    [InlineData("principal-care-billed", "Claim", 1)]
    [InlineData("typical-20-to-39", "Consent", 1)]
    public void The_record_has_what_the_story_needs(string scenario, string type, int expected)
    {
        foreach (var truth in Practice.Truth.Where(truth => truth.Scenario == scenario))
        {
            var key = truth.Patient["Patient/pt-".Length..];
            Practice.Resources.Count(resource => resource.Type == type && resource.Id.Contains(key, StringComparison.Ordinal)).ShouldBe(expected);
        }
    }

    /// <summary>The codes of the month by the shortest reading of the rules, and the day on which the last unit was reached.</summary>
    private static (DateOnly? Day, string[] Lines) Ladder(PatientTruth truth)
    {
        var staff = Countable(truth, entry => !entry.ByPractitioner);
        var own = Countable(truth, entry => entry.ByPractitioner);
        var key = truth.Patient["Patient/pt-".Length..];
        var decided = Practice.Resources.Any(resource => resource.Id.StartsWith("visit-" + key, StringComparison.Ordinal)
            && JsonElement.Parse(resource.Json).TryGetProperty("extension", out var extensions)
            && extensions.EnumerateArray().Any(found => found.TryGetProperty("valueCode", out var level) && level.GetString() is "moderate" or "high"));
        if (decided && staff.Seconds >= 3600)
            return Climb(staff, "99487", 3600, "99489", 1800, int.MaxValue);
        if (staff.Seconds < 1200 && own.Seconds >= 1800)
            return Climb(own, "99491", 1800, "99437", 1800, int.MaxValue);
        return Climb(own.Seconds < 1800 ? Timelines[truth.Patient] : staff, "99490", 1200, "99439", 1200, 2);
    }

    private static (DateOnly? Day, string[] Lines) Climb(Timeline time, string code, int floor, string addOn, int block, int most)
    {
        if (time.Seconds < floor)
            return (null, []);
        var more = Math.Min(most, (time.Seconds - floor) / block);
        return (time.Day(floor + (more * block)), more == 0 ? [code + "x1"] : [code + "x1", $"{addOn}x{more}"]);
    }

    private static Timeline Countable(PatientTruth truth) => Countable(truth, _ => true);

    /// <summary>Minutes of the month second by second: what one scenario calls countable, on a plain time line.</summary>
    private static Timeline Countable(PatientTruth truth, Func<Entry, bool> wanted)
    {
        var timeline = new Timeline(Zone);
        var key = truth.Patient["Patient/pt-".Length..];
        var (from, till) = Consent(key);
        if (truth.Outcome == "block" && truth.Reason == "consent.active")
            (from, till) = (Start, End);
        var death = Resource("Patient", "pt-" + key) is { } patient && patient.TryGetProperty("deceasedDateTime", out var at) ? at.GetDateTimeOffset() : End;
        var (admitted, discharged) = Stay(truth.Patient);
        foreach (var entry in Entries.Where(entry => entry.Patient == truth.Patient && entry.Countable && wanted(entry) && entry.End is not null && !entry.DateOnly))
        {
            var shared = Entries.Any(other => other.Who == entry.Who && other.Patient != entry.Patient && other.Start < entry.End && entry.Start < other.End);
            for (var second = entry.Start; second < entry.End; second = second.AddSeconds(1))
            {
                var counts = second >= Start && second < End && second >= from && second < till && second < death && (second < admitted || second >= discharged);
                if (counts)
                    timeline.Add(second, shared);
            }
        }
        return timeline;
    }

    private static (DateTimeOffset From, DateTimeOffset Till) Consent(string key)
    {
        if (Resource("Consent", "consent-" + key) is not { } consent || !consent.GetProperty("provision").TryGetProperty("period", out var period))
            return (End, Start);
        return (period.GetProperty("start").GetDateTimeOffset(), period.TryGetProperty("end", out var end) ? end.GetDateTimeOffset() : End);
    }

    private static (DateTimeOffset From, DateTimeOffset Till) Stay(string patient)
    {
        if (Resource("Encounter", $"stay-{patient["Patient/pt-".Length..]}-01") is not { } stay)
            return (End, End);
        var period = stay.GetProperty("period");
        return (period.GetProperty("start").GetDateTimeOffset(), period.GetProperty("end").GetDateTimeOffset());
    }

    private static JsonElement? Resource(string type, string id) => Record.TryGetValue($"{type}/{id}", out var resource) ? resource : null;

    private static DateTimeOffset Local(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight));
    }

    private static List<Entry> ReadEntries() =>
        [.. Practice.Resources.Where(resource => resource.Type == "Encounter" && resource.Id.StartsWith("ccm-", StringComparison.Ordinal))
            .Select(resource => Entry.Of(JsonElement.Parse(resource.Json)))];
}
