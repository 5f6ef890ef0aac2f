using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

/// <summary>From when the next read asks for changes, whatever happens while one goes on and whatever the EHR stamps.</summary>
public sealed class SyncPlaceTests
{
    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public SyncPlaceTests() => _reader.Add("Patient/p1 p1 1 x", "Encounter/e1 p1 1 x", "Encounter/e2 p1 2 x", "Encounter/e3 p1 3 x");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_changes_behind_a_walk_is_asked_for_by_the_next_one(bool byPatient)
    {
        _reader.Forms["Encounter"] = [new ReadForm(ReadNarrowing.LastUpdated, ByPatient: byPatient)];
        _reader.Date = LineMapping.Epoch.AddMinutes(5);
        _reader.BeforeSecondPage["Encounter"] = () =>
        {
            _reader.Lines["Encounter"][0] = "Encounter/e1 p1 15 edited";
            _reader.Lines["Encounter"][2] = "Encounter/e3 p1 25 later";
            _reader.Date = LineMapping.Epoch.AddMinutes(25);
        };
        await RunAsync();
        _store.Contents.ShouldContain("Encounter/e1 = Encounter/e1 p1 1 x");

        var report = await RunAsync();

        Of(report).Kind.ShouldBe(ReadKind.Changes);
        _store.Contents.ShouldContain("Encounter/e1 = Encounter/e1 p1 15 edited");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stamp_far_ahead_ends_no_changes(bool tellsItsTime)
    {
        var now = (int)(Practice.CloseTime - LineMapping.Epoch).TotalMinutes;
        _reader.Date = tellsItsTime ? Practice.CloseTime : null;
        _reader.Add($"Encounter/far p1 {now + 30_000_000} x");
        await RunAsync();
        Pass(minutes: 15, tellsItsTime);
        _reader.Add($"Encounter/late p1 {now + 10} x");

        var report = await RunAsync();

        (Of(report).Kind, Of(report).Stored.Added).ShouldBe((ReadKind.Changes, 1));
        Pass(minutes: 60, tellsItsTime);
        await RunAsync();
        _reader.Asked.Last(query => query.ResourceType == "Encounter").UpdatedSince!.Value
            .ShouldBeGreaterThan(Practice.CloseTime - TimeSpan.FromHours(1.5), "and the place moves on with the clock");
    }

    [Fact]
    public async Task An_EHR_that_stamps_the_first_moment_there_is_is_read_on()
    {
        var first = -(int)(LineMapping.Epoch - DateTimeOffset.MinValue).TotalMinutes;
        _reader.Date = DateTimeOffset.MaxValue;
        _reader.Lines["Encounter"].Clear();
        _reader.Add($"Encounter/e1 p1 {first} x");
        await RunAsync();
        _reader.Add($"Encounter/e2 p1 {first} x");

        var report = await RunAsync();

        (Of(report).Kind, Of(report).Stored.Added).ShouldBe((ReadKind.Changes, 1));
    }

    [Fact]
    public async Task A_place_in_the_EHRs_future_is_given_up_and_everything_asked_for_again()
    {
        await RunAsync();
        await _store.StorePageAsync(1, [], new SyncCursor("Encounter", Practice.CloseTime.AddYears(70)), default);
        _reader.Add("Encounter/missed p1 10 x");
        Of(await RunAsync()).Stored.Added.ShouldBe(0);

        Of(await RunAsync()).Stored.Added.ShouldBe(1);

        (await _store.CursorAsync("Encounter", default)).LastUpdated.ShouldBe(LineMapping.Epoch.AddMinutes(10));
    }

    [Fact]
    public async Task A_full_read_sets_a_place_right_that_lies_in_the_EHRs_future()
    {
        await RunAsync();
        await _store.StorePageAsync(1, [], new SyncCursor("Encounter", Practice.CloseTime.AddYears(70)), default);

        await RunAsync(full: true);

        (await _store.CursorAsync("Encounter", default)).LastUpdated.ShouldBe(Practice.CloseTime);
    }

    [Fact]
    public async Task A_clock_that_is_a_little_behind_the_last_one_changes_nothing()
    {
        await RunAsync();
        _reader.Date = LineMapping.Epoch.AddMinutes(3).AddSeconds(-90);

        await RunAsync();
        await RunAsync();

        _reader.Asked.Last(query => query.ResourceType == "Encounter").UpdatedSince.ShouldNotBeNull().ShouldBeGreaterThan(LineMapping.Epoch.AddMinutes(-1));
    }

    private void Pass(int minutes, bool tellsItsTime)
    {
        _time.Advance(TimeSpan.FromMinutes(minutes));
        _reader.Date = tellsItsTime ? _time.GetUtcNow() : null;
    }

    private static TypeSync Of(SyncReport report) => report.Types.Single(type => type.ResourceType == "Encounter");

    private Task<SyncReport> RunAsync(bool full = false) => new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full, null, default);
}
