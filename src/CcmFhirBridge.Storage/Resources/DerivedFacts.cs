using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>What is derived from resources: facts by patient, the directory, staff time. Facts are written once, at the end of the transaction.</summary>
internal sealed class DerivedFacts(PageTables tables, Session session, string tenant)
{
    // Another mapping rewrites everybody: no statement may run for so long that it counts as hanging.
    private const int WrittenAtOnce = 500;

    private readonly Dictionary<string, FactBlob> _facts = [];
    private readonly HashSet<string> _rewritten = [];
    private readonly HashSet<string> _due = [];
    private bool _everybody;

    /// <summary>Takes changes in the order in which they came.</summary>
    public async Task ReplaceAsync(IReadOnlyCollection<FactsChange> changes)
    {
        await LoadFactsAsync(changes);
        foreach (var change in changes)
        {
            var patient = change.Patient;
            if (change.Before?.Patient is { } old && old != patient)
                Remove(old, change.Key);
            if (patient is not null)
                Set(patient, change.Key, change.After!.Facts);
            await ReplaceDirectoryAsync(change);
            await ReplaceUnreadableAsync(change);
        }

        await ReplaceSpansAsync(changes);
        await MarkBesideLengthsAsync(changes);
    }

    /// <summary>Writes the changed rows and marks who is due.</summary>
    public async Task FlushAsync()
    {
        if (_due.Count == 0 && !_everybody)
            return;
        var changed = await session.NextAsync(tenant, Counters.Change);
        if (_everybody)
            await session.SetAsync(tenant, Settings.EverybodyChanged, changed.ToString());
        await tables.MarkDueAsync([.. _due.Except(_rewritten).Order(StringComparer.Ordinal)], changed);
        foreach (var patients in _rewritten.Order(StringComparer.Ordinal).Chunk(WrittenAtOnce))
            await tables.KeepFactsAsync([.. patients.Select(patient => (patient, _facts[patient].Contains(patient), _facts[patient].ToArray()))], changed);
    }

    private async Task LoadFactsAsync(IReadOnlyCollection<FactsChange> changes)
    {
        var patients = changes.SelectMany(change => new[] { change.Before?.Patient, change.Patient }).OfType<string>().Where(patient => !_facts.ContainsKey(patient)).ToHashSet();
        foreach (var patient in patients)
            _facts[patient] = new FactBlob();
        foreach (var (patient, facts) in await tables.FactsAsync(patients))
            _facts[patient] = new FactBlob(facts);
    }

    private void Set(string patient, string key, ReadOnlyMemory<byte> facts)
    {
        // The Patient itself is kept even when it says nothing: it tells that the patient exists.
        if (facts.IsEmpty && key != patient)
            Remove(patient, key);
        else if (_facts[patient].Set(key, facts))
            MarkRewritten(patient);
    }

    private void Remove(string patient, string key)
    {
        if (_facts[patient].Remove(key))
            MarkRewritten(patient);
    }

    private void MarkRewritten(string patient)
    {
        _rewritten.Add(patient);
        _due.Add(patient);
    }

    private async Task ReplaceDirectoryAsync(FactsChange change)
    {
        var key = change.Key;
        var was = change.Before?.Disposition == (long)Disposition.Directory;
        if (change.After is { Disposition: Disposition.Directory, Facts: var now })
        {
            var stored = was ? await session.ScalarAsync<byte[]>(
                "SELECT facts FROM directory_facts WHERE tenant = @tenant AND resource = @key", new { tenant, key }) : null;
            if (stored is not null && now.Span.SequenceEqual(stored))
                return;
            _everybody = true;
            await session.ExecuteAsync(
                """
                INSERT INTO directory_facts (tenant, resource, facts) VALUES (@tenant, @key, @bytes)
                ON CONFLICT (tenant, resource) DO UPDATE SET facts = excluded.facts
                """,
                new { tenant, key, bytes = now.ToArray() });
        }
        else if (was)
        {
            _everybody = true;
            await session.ExecuteAsync("DELETE FROM directory_facts WHERE tenant = @tenant AND resource = @key", new { tenant, key });
        }
    }

    private async Task ReplaceUnreadableAsync(FactsChange change)
    {
        if (change.Before?.Disposition == (long)Disposition.Unreadable)
            await session.ExecuteAsync("DELETE FROM unreadable WHERE tenant = @tenant AND type = @Type AND id = @Id", new { tenant, change.Type, change.Id });
        if (change.After is not { Disposition: Disposition.Unreadable } unreadable)
            return;
        var gap = unreadable.Gaps.FirstOrDefault() ?? new RecordGap("gap.unreadable", null, "$", "The resource could not be read.");
        await session.ExecuteAsync(
            "INSERT INTO unreadable (tenant, type, id, code, path, message) VALUES (@tenant, @Type, @Id, @Code, @Path, @Message)",
            new { tenant, change.Type, change.Id, gap.Code, gap.Path, gap.Message });
    }

    private async Task ReplaceSpansAsync(IReadOnlyCollection<FactsChange> changes)
    {
        // Of a resource that came twice, what it said first was never stored and what it says last stays.
        var before = (await tables.SpansOfAsync([.. changes.Where(change => change.Before is not null).Select(change => change.Key).Distinct()])).ToHashSet();
        var after = changes.GroupBy(change => change.Key, StringComparer.Ordinal).SelectMany(versions => SpansOf(versions.Last())).ToHashSet();
        if (before.SetEquals(after))
            return;
        await tables.ReplaceSpansAsync([.. before.Except(after)], [.. after.Except(before)]);
        before.SymmetricExceptWith(after);
        // Whoever worked at that moment: a person is written in several ways, and only the directory knows which are the same.
        _due.UnionWith(before.Select(span => span.Patient));
        _due.UnionWith(await tables.OverlappedAsync(before));
    }

    // Where answers tell how long entries were, what is stored of these stays as it is while the same people may have done more or less for others.
    private async Task MarkBesideLengthsAsync(IReadOnlyCollection<FactsChange> changes)
    {
        var entries = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            foreach (var patient in new[] { change.Before?.Patient, change.Patient }.OfType<string>().Distinct().Where(_rewritten.Contains))
            {
                if (change.Type == EhrTypes.Answers)
                    entries.UnionWith(_facts[patient].Keys.Where(key => key.StartsWith("Encounter/", StringComparison.Ordinal)));
                else if (change.After is { StaffIntervalsAreLongest: true })
                    entries.Add(change.Key);
            }
        }

        if (entries.Count > 0)
            _due.UnionWith(await tables.OverlappedAsync(await tables.SpansOfAsync([.. entries])));
    }

    private static IEnumerable<StaffSpan> SpansOf(FactsChange change) => change.Patient is null
        ? []
        : change.After!.StaffIntervals.Where(interval => !interval.When.IsEmpty)
            .Select(interval => new StaffSpan(interval.Person, interval.When.Start.UtcTicks, interval.When.End.UtcTicks, change.Key, interval.Patient));
}
