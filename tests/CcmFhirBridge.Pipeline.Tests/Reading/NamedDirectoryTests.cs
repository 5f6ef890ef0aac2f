using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

/// <summary>People of the directory whom no search lists: read by reference, and kept while the EHR has an error for one of them.</summary>
public sealed class NamedDirectoryTests
{
    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public NamedDirectoryTests() => _reader.Add("Practitioner/a - 0 x", "Patient/p1 p1 1 x", "Encounter/e1 p1 4 x");

    [Fact]
    public async Task Somebody_for_whom_the_EHR_has_an_error_is_not_gone_and_keeps_no_month_open()
    {
        await KnowAsync("b", "c");
        _reader.FailsById.Add("Practitioner/b");
        _reader.ById.Remove("Practitioner/c");

        var report = await RunAsync();

        (report.Deleted, report.IsComplete).ShouldBe((0, true));
        _store.Keys.ShouldContain("Practitioner/b");

        _reader.FailsById.Clear();
        (await RunAsync()).Deleted.ShouldBe(1);
        _store.Keys.ShouldContain("Practitioner/b");
        _store.Keys.ShouldNotContain("Practitioner/c");
    }

    [Fact]
    public async Task An_EHR_that_answers_for_none_in_a_row_is_asked_again_by_the_next_sync()
    {
        var named = Enumerable.Range(10, 20).Select(i => $"n{i}").ToArray();
        await KnowAsync(named);
        foreach (var id in named)
            _reader.FailsById.Add("Practitioner/" + id);
        _reader.Asked.Clear();

        (await RunAsync()).Deleted.ShouldBe(0);

        _reader.Asked.Count(query => query.Id is not null).ShouldBe(3);
        _store.Keys.Count(key => key.StartsWith("Practitioner/", StringComparison.Ordinal)).ShouldBe(21);
    }

    // Each was read by reference once.
    private async Task KnowAsync(params string[] ids)
    {
        await RunAsync();
        var read = await _store.BeginReadAsync("Practitioner", default);
        foreach (var id in ids)
        {
            var line = System.Text.Encoding.UTF8.GetBytes($"Practitioner/{id} - 0 x");
            _reader.ById[$"Practitioner/{id}"] = $"Practitioner/{id} - 0 x";
            await _store.StorePageAsync(read, [new ResourceToStore(line, new LineMapping().Project(line))], null, default);
        }
    }

    private Task<SyncReport> RunAsync() => new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full: true, null, default);
}
