using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

/// <summary>Several searches at a time: how many, in what order they are answered, and what one that goes wrong does to the others.</summary>
public sealed class SyncTogetherTests
{
    private static readonly ReadForm s_patientChanges = new(ReadNarrowing.LastUpdated, ByPatient: true);

    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly AnswersInTurn _turns = new(1);
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public SyncTogetherTests() => _reader.Answers = _turns.WaitAsync;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task As_many_are_asked_for_as_the_tenant_may_and_no_more_pages_are_held_than_twice_that(int most)
    {
        ByPatient("Encounter", "Consent");
        _reader.Add([.. Enumerable.Range(0, 20).SelectMany(i => (string[])[$"Patient/p{i} p{i} 1 x", $"Encounter/e{i} p{i} 1 x", $"Encounter/f{i} p{i} 1 x", $"Encounter/g{i} p{i} 2 x"])]);

        var report = await _turns.ToTheEndOf(RunAsync(most));

        _turns.MostWaiting.ShouldBe(most);
        _reader.MostOpen.ShouldBeLessThanOrEqualTo(2 * most);
        (_reader.Open, report.Stored.Added, report.AddsUp, report.IsComplete).ShouldBe((0, 80, true, true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task While_pages_are_stored_the_next_ones_are_taken_and_asked_for_and_never_more_of_them_than_searches_at_a_time(int most)
    {
        ByPatient("Encounter");
        _reader.TellsTheLast = true;
        _reader.NotOffered.UnionWith(EhrTypes.InOrder.Except(["Patient", "Encounter"]));
        _reader.Add([.. Enumerable.Range(0, 20).SelectMany(i => (string[])[$"Patient/p{i} p{i} 1 x", $"Encounter/e{i} p{i} 1 x"])]);
        var disk = new TaskCompletionSource();
        var run = RunAsync(most);
        while (_reader.Asked.All(query => query.ResourceType != "Encounter"))
            _turns.Next().ShouldBeTrue();
        _store.Storing = _ => disk.Task;
        var before = _reader.Asked.Count - _turns.Waiting;

        AnswerAll();

        (_reader.Asked.Count - before).ShouldBe(1 + most + most, "the first is being stored, so many are taken, and so many have come");
        run.IsCompleted.ShouldBeFalse();
        _store.Storing = static _ => Task.CompletedTask;
        disk.SetResult();
        var report = await _turns.ToTheEndOf(run);
        (_reader.Open, report.Stored.Added, report.AddsUp).ShouldBe((0, 40, true));
    }

    [Fact]
    public async Task A_search_asks_for_its_next_page_once_the_one_before_is_stored()
    {
        _reader.Add("Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Patient/p3 p3 3 x");
        var disk = new TaskCompletionSource();
        _store.Storing = _ => disk.Task;

        var run = RunAsync(4);
        AnswerAll();

        (_turns.Waiting, run.IsCompleted).ShouldBe((0, false));
        disk.SetResult();
        _turns.Waiting.ShouldBe(1);
        (await _turns.ToTheEndOf(run)).Stored.Added.ShouldBe(3);
    }

    [Fact]
    public async Task A_store_that_fails_ends_every_search()
    {
        ByPatient("Encounter");
        _reader.Add([.. Enumerable.Range(0, 9).SelectMany(i => (string[])[$"Patient/p{i} p{i} 1 x", $"Encounter/e{i} p{i} {10 + i} x"])]);
        var disk = new TaskCompletionSource();
        var run = RunAsync(4);
        while (_store.Keys.Count(key => key.StartsWith("Encounter/", StringComparison.Ordinal)) < 3)
            _turns.Next().ShouldBeTrue();
        _store.Storing = _ => disk.Task;
        AnswerAll();

        disk.SetException(new StoreException(StoreFailure.Full, "The disk is full."));

        (await Should.ThrowAsync<StoreException>(() => run)).Failure.ShouldBe(StoreFailure.Full);
        (_reader.Open, _turns.Waiting).ShouldBe((0, 0));
        _store.Storing = static _ => Task.CompletedTask;
        (await _turns.ToTheEndOf(RunAsync(4))).AddsUp.ShouldBeTrue();
        _store.Keys.Count().ShouldBe(18);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_when_nothing_is_being_stored_any_more()
    {
        _reader.Add("Patient/p1 p1 1 x");
        var disk = new TaskCompletionSource();
        _store.Storing = _ => disk.Task;
        using var stop = new CancellationTokenSource();
        var run = RunAsync(4, cancellation: stop.Token);
        AnswerAll();

        await stop.CancelAsync();

        run.IsCompleted.ShouldBeFalse();
        disk.SetResult();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        (_reader.Open, _store.Keys.Count()).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_form_is_asked_for_once_before_others_follow_so_that_a_refusal_is_heard_once()
    {
        _reader.Forms["Encounter"] = [ReadForm.PatientFull, ReadForm.Full];
        _reader.Refused.Add(("Encounter", ByPatient: true, Changes: false));
        _reader.Add("Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Patient/p3 p3 3 x", "Encounter/e1 p1 4 x");

        var report = await _turns.ToTheEndOf(RunAsync(8));

        _reader.Asked.Where(query => query.ResourceType == "Encounter").Select(query => query.Patient).ShouldBe(["Patient/p1", null]);
        (report.Stored.Added, report.IsComplete).ShouldBe((4, true));
    }

    [Fact]
    public async Task A_form_that_turns_out_to_be_ignored_falls_and_what_else_was_on_its_way_is_not_stored()
    {
        _reader.Forms["Encounter"] = [s_patientChanges, ReadForm.PatientFull];
        _reader.Add("Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Patient/p3 p3 3 x", "Encounter/e1 p1 40 x", "Encounter/e2 p2 41 x", "Encounter/old p2 3 x", "Encounter/e3 p3 42 x");
        await _turns.ToTheEndOf(RunAsync(8));
        _reader.Lying.Add("Encounter");

        var read = (await _turns.ToTheEndOf(RunAsync(8))).Types.Single(type => type.ResourceType == "Encounter");

        (read.Form, read.Read, read.Stored.Unchanged, read.AddsUp).ShouldBe((ReadForm.PatientFull, 4, 4, true));
        read.Warnings.ShouldHaveSingleItem().ShouldContain("last changed before");
        _reader.Open.ShouldBe(0);
    }

    [Fact]
    public async Task A_search_that_fails_ends_the_others_and_the_next_run_goes_on_where_each_was()
    {
        ByPatient("Encounter");
        _reader.Add([.. Enumerable.Range(0, 9).SelectMany(i => (string[])[$"Patient/p{i} p{i} 1 x", $"Encounter/e{i} p{i} {10 + i} x"])]);
        _reader.Add("Encounter/f5 p5 30 x", "Encounter/g5 p5 31 x");
        (_reader.FailsAt, _reader.FailsWith) = ("Encounter", EhrFailure.Unreachable);

        (await Should.ThrowAsync<EhrException>(() => _turns.ToTheEndOf(RunAsync(4)))).Failure.ShouldBe(EhrFailure.Unreachable);
        (_reader.Open, _turns.Waiting).ShouldBe((0, 0));
        var places = (await Task.WhenAll(Enumerable.Range(0, 9).Select(i => _store.CursorAsync($"Encounter Patient/p{i}", default)))).Count(place => place.LastUpdated is not null);
        places.ShouldBeInRange(1, 8, "who was through has a place, and the one who was cut has none");
        (await _store.CursorAsync("Encounter Patient/p5", default)).LastUpdated.ShouldBeNull();

        _reader.FailsAt = null;
        var report = await _turns.ToTheEndOf(RunAsync(4));
        report.AddsUp.ShouldBeTrue();
        _store.Keys.Count(key => key.StartsWith("Encounter/", StringComparison.Ordinal)).ShouldBe(11);
        (await _store.CursorAsync("Encounter Patient/p5", default)).LastUpdated.ShouldBe(LineMapping.Epoch.AddMinutes(31));
    }

    [Fact]
    public async Task Cancelling_ends_every_search_and_keeps_what_is_stored()
    {
        ByPatient("Encounter");
        _reader.Add([.. Enumerable.Range(0, 9).SelectMany(i => (string[])[$"Patient/p{i} p{i} 1 x", $"Encounter/e{i} p{i} {10 + i} x"])]);
        using var stop = new CancellationTokenSource();
        var run = RunAsync(4, cancellation: stop.Token);
        while (_store.Keys.Count(key => key.StartsWith("Encounter/", StringComparison.Ordinal)) < 3)
            _turns.Next().ShouldBeTrue();
        _turns.Waiting.ShouldBeGreaterThan(1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
        (_reader.Open, _turns.Waiting, _store.Keys.Count()).ShouldBe((0, 0, 12));
        (await _turns.ToTheEndOf(RunAsync(4))).AddsUp.ShouldBeTrue();
        _store.Keys.Count().ShouldBe(18);
    }

    [Fact]
    public async Task Whatever_order_the_answers_come_in_the_same_is_stored_and_told()
    {
        await Gen.Select(Gen.Int[1, 7], Gen.Int[0, 40], Gen.Int[0, 1_000_000], Gen.Int[2, 12]).SampleAsync(
            async (patients, resources, seed, most) =>
            {
                var one = await LivedAsync(patients, resources, seed, most: 1, storesInTurn: false);
                (await LivedAsync(patients, resources, seed, most, storesInTurn: false)).ShouldBe(one);
                (await LivedAsync(patients, resources, seed, most, storesInTurn: true)).ShouldBe(one);
            },
            iter: 150, threads: 1);
    }

    // Everything, then changes, then everything again with somebody kept back.
    private static async Task<string> LivedAsync(int patients, int resources, int seed, int most, bool storesInTurn)
    {
        var dice = new Random(seed);
        var (reader, store, turns) = (new FakeReader { TellsTheLast = seed % 2 == 0 }, new MemoryStore(), new AnswersInTurn(seed + most));
        reader.Answers = turns.WaitAsync;
        if (storesInTurn)
            store.Storing = turns.WaitAsync;
        ReadForm[] forms = [s_patientChanges, ReadForm.PatientFull, new(ReadNarrowing.LastUpdated), ReadForm.Full];
        foreach (var type in (string[])["Consent", "CarePlan", "Condition", "Encounter"])
            reader.Forms[type] = [forms[dice.Next(forms.Length)], ReadForm.PatientFull];
        Grow(reader, dice, 0, patients, resources);
        var told = new List<string>();
        for (var run = 0; run < 3; run++)
        {
            told.Add(Told(await turns.ToTheEndOf(SyncAsync(reader, store, most, full: run == 2))));
            Grow(reader, dice, (run + 1) * 100, patients, resources / 4);
            reader.Withheld.Add($"Patient/p{dice.Next(patients)}");
        }

        return string.Join('\n', told.Concat(store.Contents));
    }

    private static void Grow(FakeReader reader, Random dice, int from, int patients, int resources)
    {
        string[] types = ["Consent", "CarePlan", "Condition", "Encounter"];
        if (from == 0)
            reader.Add([.. Enumerable.Range(0, patients).Select(i => $"Patient/p{i} p{i} {i} x")]);
        reader.Add([.. Enumerable.Range(from, resources).Select(i => $"{types[dice.Next(types.Length)]}/r{i} p{dice.Next(patients)} {from + dice.Next(90)} v{dice.Next(3)}")]);
    }

    private static string Told(SyncReport report) => string.Join('\n', report.Types.Select(type =>
        $"{type.ResourceType} {type.Kind} {type.Form} {type.Read} {type.Stored} {type.Deleted} {type.PossiblyIncomplete} {type.AddsUp} {string.Join(' ', type.Gaps.Select(gap => $"{gap.Code} {gap.Source}"))} {string.Join(' ', type.Warnings)}"));

    private void AnswerAll()
    {
        while (_turns.Next())
        {
        }
    }

    private void ByPatient(params string[] types)
    {
        foreach (var type in types)
            _reader.Forms[type] = [s_patientChanges, ReadForm.PatientFull];
    }

    private Task<SyncReport> RunAsync(int most, CancellationToken cancellation = default) => SyncAsync(_reader, _store, most, full: false, cancellation, _time);

    private static Task<SyncReport> SyncAsync(FakeReader reader, MemoryStore store, int most, bool full, CancellationToken cancellation = default, TimeProvider? time = null)
    {
        var tenant = Practice.Tenant with { Ehr = Practice.Tenant.Ehr with { RequestsInFlight = most } };
        return new SyncRun(reader, store, new LineMapping(), tenant, time ?? new FakeTimeProvider(Practice.CloseTime)).RunAsync(full, null, cancellation);
    }
}
