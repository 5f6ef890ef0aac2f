using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

public sealed class SyncRunTests
{
    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public SyncRunTests()
    {
        _reader.Add("Practitioner/a - 0 x", "Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Patient/p3 p3 3 x", "Encounter/e1 p1 4 x", "Consent/c1 p1 5 x");
        _reader.NotOffered.Add("ChargeItem");
    }

    [Fact]
    public async Task The_first_sync_reads_everything_in_order_and_says_what_the_ehr_does_not_have()
    {
        var report = await RunAsync();
        report.Types.Select(type => type.ResourceType).ShouldBe(EhrTypes.InOrder);
        report.Types.Single(type => type.Kind == ReadKind.NotOffered).ResourceType.ShouldBe("ChargeItem");
        (report.Read, report.Stored.Added, report.AddsUp, report.IsComplete).ShouldBe((6, 6, true, true));
        (await _store.LastCompleteReadAsync(default)).ShouldNotBeNull();
        _reader.Asked.ShouldAllBe(query => query.UpdatedSince == null);
    }

    [Fact]
    public async Task Every_sync_that_goes_through_is_remembered_and_whether_it_brought_encounters()
    {
        await RunAsync();
        _store.LastSync.ShouldBe(new SyncMark(Practice.CloseTime, IncompleteTypes: 0, BroughtEncounters: true));
        _time.Advance(TimeSpan.FromMinutes(5));
        await RunAsync();
        _store.LastSync.ShouldBe(new SyncMark(Practice.CloseTime.AddMinutes(5), IncompleteTypes: 0, BroughtEncounters: false));
    }

    [Fact]
    public async Task Services_are_read_from_the_first_day_of_the_history_in_the_practices_zone_and_everything_else_whole()
    {
        _time.SetUtcNow(new DateTimeOffset(2026, 6, 1, 2, 0, 0, TimeSpan.Zero));
        await RunAsync(tenant: BilledFrom(null));
        _reader.Asked.Single(query => query.ResourceType == "Encounter").ServicesSince.ShouldBe(new DateOnly(2025, 4, 1), "it is still May in New York");
        _reader.Asked.Single(query => query.ResourceType == "Consent").ServicesSince.ShouldBeNull();
        _time.Advance(TimeSpan.FromDays(90));
        await RunAsync(full: true, tenant: BilledFrom(null));
        _reader.Asked.Last(query => query.ResourceType == "Encounter").ServicesSince.ShouldBe(new DateOnly(2025, 4, 1), "or older visits would be swept");
    }

    [Theory]
    [InlineData("2026-05", "2025-04-01", "the current month")]
    [InlineData("2026-04", "2025-03-01", "its visits lie before it")]
    [InlineData("2025-11", "2024-10-01", "a practice that comes late")]
    [InlineData("2020-01", "2024-04-01", "older months are not billed any more")]
    [InlineData("2026-09", "2025-04-01", "it begins later")]
    public async Task The_first_month_that_may_still_be_billed_has_its_history_too(string first, string since, string why)
    {
        _time.SetUtcNow(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        await RunAsync(tenant: BilledFrom(ServiceMonth.Parse(first)));
        _reader.Asked.Single(query => query.ResourceType == "Encounter").ServicesSince.ShouldBe(DateOnly.ParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture), why);
    }

    [Fact]
    public async Task Who_reaches_further_back_than_before_reads_the_services_anew_and_has_them_when_all_are_there()
    {
        await RunAsync(tenant: BilledFrom(null));
        var before = await _store.ServicesSinceAsync(default);
        _reader.Asked.Clear();
        var tenant = BilledFrom(new ServiceMonth(2026, 1));

        _reader.Incomplete.Add("Encounter");
        await RunAsync(tenant: tenant);
        (await _store.ServicesSinceAsync(default)).ShouldBe(before, "the read may have missed what it reached back for");

        _reader.Incomplete.Clear();
        _reader.Asked.Clear();
        await RunAsync(tenant: tenant);
        _reader.Asked.Single(query => query.ResourceType == "Encounter").UpdatedSince.ShouldNotBeNull("an EHR that never shows all is not read through every five minutes");
        (await _store.ServicesSinceAsync(default)).ShouldBe(before);

        _time.Advance(TimeSpan.FromDays(1));
        _reader.Asked.Clear();
        await RunAsync(tenant: tenant);
        var encounters = _reader.Asked.Single(query => query.ResourceType == "Encounter");
        (encounters.UpdatedSince, encounters.ServicesSince).ShouldBe((null, new DateOnly(2024, 12, 1)));
        _reader.Asked.Single(query => query.ResourceType == "Consent").UpdatedSince.ShouldNotBeNull();
        (await _store.ServicesSinceAsync(default)).ShouldBe(new DateOnly(2024, 12, 1));

        _reader.Asked.Clear();
        await RunAsync(tenant: tenant);
        _reader.Asked.Single(query => query.ResourceType == "Encounter").UpdatedSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_next_sync_asks_for_changes_since_what_the_server_showed_with_an_overlap()
    {
        await RunAsync();
        _reader.Asked.Clear();
        _reader.Add("Patient/p4 p4 9 x");
        var report = await RunAsync();
        var patients = report.Types.Single(type => type.ResourceType == "Patient");
        _reader.Asked.Single(query => query.ResourceType == "Patient").UpdatedSince.ShouldBe(LineMapping.Epoch.AddMinutes(3 - 2));
        (patients.Kind, patients.Stored.Added, patients.Stored.Unchanged, patients.Deleted).ShouldBe((ReadKind.Changes, 1, 3, 0));
        report.IsComplete.ShouldBeFalse("changes alone are no complete read");
        _reader.Asked.Single(query => query.ResourceType == "Location").UpdatedSince.ShouldBeNull("it has never shown anything");
    }

    [Fact]
    public async Task Between_the_pages_of_changes_somebody_is_told_once_something_changed_and_never_during_a_full_read()
    {
        var told = new List<int>();
        Func<CancellationToken, Task> note = async cancellation => told.Add((await _store.PatientsAsync(cancellation)).Count);

        await RunAsync(changesStored: note);
        told.ShouldBeEmpty("the first read is a full one");
        _reader.Add("Patient/p4 p4 9 x");
        await RunAsync(changesStored: note);
        told.ShouldBe([4], "what is told of is stored already");
        await RunAsync(changesStored: note);
        told.Count.ShouldBe(1, "nothing changed");
        _reader.Add("Patient/p5 p5 11 x");
        await RunAsync(full: true, changesStored: note);
        told.Count.ShouldBe(1, "a full read");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Changes_are_asked_for_where_the_plan_of_the_type_begins_with_them(bool offered, bool changes)
    {
        _reader.OffersChanges = offered;
        await RunAsync();
        var report = await RunAsync();
        report.Types.Single(type => type.ResourceType == "Patient").Kind.ShouldBe(changes ? ReadKind.Changes : ReadKind.Full);
    }

    [Fact]
    public async Task A_full_read_finds_what_was_deleted_and_an_incomplete_one_deletes_nothing()
    {
        await RunAsync();
        _reader.Lines["Patient"].RemoveAt(0);
        _reader.Incomplete.Add("Patient");
        (await RunAsync(full: true)).Deleted.ShouldBe(0);
        _reader.Incomplete.Clear();
        (await RunAsync(full: true)).Types.Single(type => type.ResourceType == "Patient").Deleted.ShouldBe(1);
        (await _store.PatientsAsync(default)).ShouldBe(["Patient/p2", "Patient/p3"]);
    }

    [Fact]
    public async Task An_ehr_that_suddenly_shows_nobody_has_lost_its_index_and_not_its_patients()
    {
        await RunAsync();
        _reader.Lines["Patient"].Clear();
        var report = await RunAsync(full: true);
        (report.Deleted, report.IsComplete).ShouldBe((0, false));
        report.Types.Single(type => type.PossiblyIncomplete).Reason!.ShouldContain("0 of the 3");
        (await _store.PatientsAsync(default)).Count.ShouldBe(3);
        var accepted = await RunAsync(full: true, accept: true);
        (accepted.Deleted, accepted.IsComplete).ShouldBe((3, true));
    }

    public static TheoryData<int, int, bool> Losses => new()
    {
        // known  gone  believed
        { 19,     18,   true },
        { 20,     10,   true },
        { 20,     11,   false },
        { 400,    200,  true },
        { 400,    201,  false },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task More_than_half_gone_of_twenty_or_more_is_not_believed(int known, int gone, bool believed)
    {
        _reader.Add([.. Enumerable.Range(0, known).Select(i => $"Condition/x{i} p1 1 x")]);
        await RunAsync();
        _reader.Lines["Condition"].RemoveRange(0, gone);
        var report = await RunAsync(full: true);
        (report.Deleted, report.IsComplete).ShouldBe(believed ? (gone, true) : (0, false));
    }

    [Theory]
    [InlineData("Consent", true)]
    [InlineData("Location", false)]
    public async Task A_type_that_the_ehr_offered_before_and_no_longer_does_leaves_the_read_incomplete(string type, bool hadSome)
    {
        await RunAsync();
        _reader.NotOffered.Add(type);
        var report = await RunAsync(full: true);
        report.IsComplete.ShouldBe(!hadSome);
        _store.Keys.ShouldContain("Consent/c1");
    }

    [Fact]
    public async Task A_type_without_stamps_that_the_ehr_no_longer_offers_leaves_the_read_incomplete()
    {
        _reader.Forms["Coverage"] = [ReadForm.Full];
        _reader.Add("Coverage/v1 p1 - x");
        (await RunAsync(full: true)).IsComplete.ShouldBeTrue();
        _reader.NotOffered.Add("Coverage");

        var report = await RunAsync(full: true);

        report.IsComplete.ShouldBeFalse();
        report.Types.Single(type => type.ResourceType == "Coverage").Reason!.ShouldContain("offered it before");
        _store.Keys.ShouldContain("Coverage/v1");
    }

    [Fact]
    public async Task What_another_search_included_is_not_swept()
    {
        _reader.AddTo("Encounter", "Practitioner/included - 0 x");
        await RunAsync();
        (await RunAsync(full: true)).Deleted.ShouldBe(0);
        _store.Keys.ShouldContain("Practitioner/included");
    }

    [Fact]
    public async Task A_possibly_incomplete_type_keeps_its_cursor_and_the_month_cannot_close_on_it()
    {
        _reader.Incomplete.Add("Patient");
        var report = await RunAsync();
        report.IsComplete.ShouldBeFalse();
        (await _store.CursorAsync("Patient", default)).LastUpdated.ShouldBeNull();
        (await _store.LastCompleteReadAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_read_that_fails_keeps_its_pages_and_starts_over_next_time()
    {
        _reader.FailsAt = "Patient";
        (await Should.ThrowAsync<EhrException>(() => RunAsync())).Failure.ShouldBe(EhrFailure.ServerError);
        (await _store.PatientsAsync(default)).Count.ShouldBe(2);
        (await _store.CursorAsync("Patient", default)).LastUpdated.ShouldBeNull();
        _reader.FailsAt = null;
        (await RunAsync()).Stored.ShouldBe(new StoredPage(3, 0, 3, 0, 0));
    }

    [Fact]
    public async Task Every_resource_is_accounted_for()
    {
        _reader.AddTo("Patient", "broken line");
        _reader.AddTo("Patient", "Observation/o1 p1 0 x");
        var report = await RunAsync();
        report.AddsUp.ShouldBeTrue();
        report.Stored.ShouldBe(new StoredPage(6, 0, 0, 1, 1));
    }

    [Fact]
    public async Task Another_mapping_reads_the_store_anew_once()
    {
        await RunAsync();
        (await RunAsync(mapping: "2")).Reprojected.ShouldBeTrue();
        (await RunAsync(mapping: "2")).Reprojected.ShouldBeFalse();
    }

    private static Tenant BilledFrom(ServiceMonth? first) => Practice.Tenant with { Billing = Practice.Tenant.Billing with { FirstMonth = first } };

    private Task<SyncReport> RunAsync(bool full = false, string mapping = "1", bool accept = false, Func<CancellationToken, Task>? changesStored = null, Tenant? tenant = null)
    {
        return new SyncRun(_reader, _store, new LineMapping(mapping), tenant ?? Practice.Tenant, _time) { AcceptsDeletions = accept, ChangesStored = changesStored }.RunAsync(full, null, default);
    }
}
