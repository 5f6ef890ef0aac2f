using System.Collections.Immutable;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Statements;

public sealed class StatementWatchTests
{
    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public StatementWatchTests() => _reader.Now = () => _time.GetUtcNow();

    [Fact]
    public async Task The_first_reading_is_kept_and_changes_nothing()
    {
        (await LookAsync()).ShouldBeNull();
        _store.Statement!.At.ShouldBe(Practice.CloseTime);
    }

    [Fact]
    public async Task It_is_read_once_a_day_and_an_upgrade_is_told_once()
    {
        await LookAsync();
        _reader.Parts!["Encounter"] = "read search by:_lastUpdated";
        _time.Advance(TimeSpan.FromHours(23));
        (await LookAsync()).ShouldBeNull();
        _reader.StatementsAsked.ShouldBe(1);

        _time.Advance(TimeSpan.FromHours(1));
        (await LookAsync())!.Lines.ShouldBe(["Encounter: no longer by:date, now by:_lastUpdated"]);
        (await LookAsync()).ShouldBeNull();
        _store.LastChange!.At.ShouldBe(Practice.CloseTime.AddHours(24));
    }

    [Fact]
    public async Task A_type_that_the_mapping_begins_or_ceases_to_ask_for_is_no_change_of_the_EHR()
    {
        await LookAsync();
        _reader.Parts!["DocumentReference"] = "none";
        _time.Advance(TimeSpan.FromHours(24));
        (await LookAsync()).ShouldBeNull();

        _reader.Parts["DocumentReference"] = "read search";
        _time.Advance(TimeSpan.FromHours(24));
        (await LookAsync())!.Lines.ShouldBe(["DocumentReference: no longer none, now read search"]);

        _reader.Parts.Remove("DocumentReference");
        _time.Advance(TimeSpan.FromHours(24));
        (await LookAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_keep_it_from_being_read()
    {
        await LookAsync();
        _time.AdjustTime(Practice.CloseTime.AddDays(-3));
        await LookAsync();
        _reader.StatementsAsked.ShouldBe(2);
    }

    [Fact]
    public async Task A_silent_EHR_is_asked_again_and_stops_nothing_once_it_is_known()
    {
        await LookAsync();
        _time.Advance(TimeSpan.FromDays(2));
        _reader.Parts = null;
        (await LookAsync()).ShouldBeNull();
        _store.Statement!.At.ShouldBe(Practice.CloseTime, "so the next sync asks again");

        await Should.ThrowAsync<EhrException>(() => new StatementWatch(_reader, new MemoryStore(), _time).LookAsync(default));
    }

    [Fact]
    public async Task A_sync_tells_it_among_its_news()
    {
        await SyncAsync();
        _reader.Parts!.Remove("Encounter");
        _time.Advance(TimeSpan.FromDays(1));

        (await SyncAsync()).News.ShouldBe(["the EHR says something else of itself: Encounter is gone; it was: read search by:date"]);
        (await SyncAsync()).News.ShouldBeEmpty();
    }

    [Fact]
    public void The_hash_is_of_the_words_and_not_of_the_moment()
    {
        var parts = ImmutableSortedDictionary<string, string>.Empty.Add("Encounter", "read");
        var statement = new EhrStatement(Practice.CloseTime, parts);

        new EhrStatement(Practice.CloseTime.AddDays(1), parts).Hash.ShouldBe(statement.Hash);
        new EhrStatement(Practice.CloseTime, parts.SetItem("Encounter", "read search")).Hash.ShouldNotBe(statement.Hash);
        statement.ChangesTo(new EhrStatement(Practice.CloseTime, parts.Add("Claim", "read"))).ShouldBe(["Claim is new: read"]);
    }

    private Task<StatementChange?> LookAsync() => new StatementWatch(_reader, _store, _time).LookAsync(default);

    private Task<SyncReport> SyncAsync() => new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full: false, null, default);
}
