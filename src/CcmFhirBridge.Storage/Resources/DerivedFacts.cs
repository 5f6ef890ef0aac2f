using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>What is derived from resources: facts by patient, the directory, staff time. Written once at the end of the transaction.</summary>
internal sealed class DerivedFacts(Session session, string tenant)
{
    private readonly Dictionary<string, FactBlob> _facts = [];
    private readonly HashSet<string> _rewritten = [];
    private readonly HashSet<string> _due = [];
    private bool _everybody;

    private sealed class IntervalRow
    {
        public string Person { get; init; } = "";

        public long StartAt { get; init; }

        public long EndAt { get; init; }

        public string Patient { get; init; } = "";
    }

    /// <summary>Puts what a resource says in the place of what it said before.</summary>
    /// <param name="before">The resource as it was, or null when it is new.</param>
    /// <param name="type">FHIR type.</param>
    /// <param name="id">Logical id.</param>
    /// <param name="after">What it says now; null when it was deleted.</param>
    public async Task ReplaceAsync(ResourceRow? before, string type, string id, ProjectedResource? after)
    {
        var key = $"{type}/{id}";
        var patient = after is { Disposition: Disposition.Patient } ? after.Patient : null;
        if (before?.Patient is { } old && old != patient)
            await RemoveAsync(old, key);
        if (patient is not null)
            await SetAsync(patient, key, after!.Facts);
        await ReplaceDirectoryAsync(before, key, after is { Disposition: Disposition.Directory } ? after.Facts : (ReadOnlyMemory<byte>?)null);
        await ReplaceUnreadableAsync(before, type, id, after is { Disposition: Disposition.Unreadable } ? after : null);
        await ReplaceIntervalsAsync(before is not null, key, patient is null ? [] : after!.StaffIntervals);
    }

    /// <summary>Writes the changed rows and marks who is due.</summary>
    public async Task FlushAsync()
    {
        if (_due.Count == 0 && !_everybody)
            return;
        var changed = await session.NextAsync(tenant, Counters.Change);
        if (_everybody)
            await session.SetAsync(tenant, Settings.EverybodyChanged, changed.ToString());
        foreach (var patient in _due.Except(_rewritten).Order(StringComparer.Ordinal))
        {
            await session.ExecuteAsync(
                "UPDATE patient_facts SET changed = @changed WHERE tenant = @tenant AND patient = @patient", new { tenant, patient, changed });
        }

        foreach (var patient in _rewritten.Order(StringComparer.Ordinal))
        {
            var blob = _facts[patient];
            await session.Prepared(
                """
                INSERT INTO patient_facts (tenant, patient, known, changed, facts) VALUES (@tenant, @patient, @known, @changed, @facts)
                ON CONFLICT (tenant, patient) DO UPDATE SET known = excluded.known, changed = excluded.changed, facts = excluded.facts
                """,
                ("@tenant", tenant), ("@patient", patient), ("@known", blob.Contains(patient) ? 1L : 0L), ("@changed", changed),
                ("@facts", blob.ToArray())).ExecuteNonQueryAsync();
        }
    }

    private async Task SetAsync(string patient, string key, ReadOnlyMemory<byte> facts)
    {
        // The Patient itself is kept even when it says nothing: it tells that the patient exists.
        if (facts.IsEmpty && key != patient)
        {
            await RemoveAsync(patient, key);
            return;
        }

        if ((await FactsAsync(patient)).Set(key, facts))
            MarkRewritten(patient);
    }

    private async Task RemoveAsync(string patient, string key)
    {
        if ((await FactsAsync(patient)).Remove(key))
            MarkRewritten(patient);
    }

    private void MarkRewritten(string patient)
    {
        _rewritten.Add(patient);
        _due.Add(patient);
    }

    private async Task<FactBlob> FactsAsync(string patient)
    {
        if (_facts.TryGetValue(patient, out var blob))
            return blob;
        var stored = (byte[]?)await session.Prepared(
            "SELECT facts FROM patient_facts WHERE tenant = @tenant AND patient = @patient",
            ("@tenant", tenant), ("@patient", patient)).ExecuteScalarAsync();
        return _facts[patient] = new FactBlob(stored ?? []);
    }

    private async Task ReplaceDirectoryAsync(ResourceRow? before, string key, ReadOnlyMemory<byte>? facts)
    {
        var was = before?.Disposition == (long)Disposition.Directory;
        if (facts is { } now)
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

    private async Task ReplaceUnreadableAsync(ResourceRow? before, string type, string id, ProjectedResource? unreadable)
    {
        if (before?.Disposition == (long)Disposition.Unreadable)
            await session.ExecuteAsync("DELETE FROM unreadable WHERE tenant = @tenant AND type = @type AND id = @id", new { tenant, type, id });
        if (unreadable is null)
            return;
        var gap = unreadable.Gaps.FirstOrDefault() ?? new RecordGap("gap.unreadable", null, "$", "The resource could not be read.");
        await session.ExecuteAsync(
            "INSERT INTO unreadable (tenant, type, id, code, path, message) VALUES (@tenant, @type, @id, @Code, @Path, @Message)",
            new { tenant, type, id, gap.Code, gap.Path, gap.Message });
    }

    private async Task ReplaceIntervalsAsync(bool wasKnown, string entry, IReadOnlyList<StaffInterval> intervals)
    {
        List<IntervalRow> old = wasKnown ? await session.QueryAsync<IntervalRow>(StaffIntervalSql.OfEntry, new { tenant, entry }) : [];
        var before = old.Select(row => (row.Person, row.StartAt, row.EndAt, row.Patient)).ToHashSet();
        var after = intervals.Where(interval => !interval.When.IsEmpty)
            .Select(interval => (interval.Person, interval.When.Start.UtcTicks, interval.When.End.UtcTicks, interval.Patient)).ToHashSet();
        if (before.SetEquals(after))
            return;
        foreach (var (person, start, end, _) in before.Except(after))
        {
            await session.Prepared(
                StaffIntervalSql.Delete,
                ("@tenant", tenant), ("@person", person), ("@start", start), ("@end", end), ("@entry", entry)).ExecuteNonQueryAsync();
        }

        foreach (var (person, start, end, patient) in after.Except(before))
        {
            await session.Prepared(
                """
                INSERT INTO staff_interval (tenant, person, start_at, end_at, entry, patient, is_long)
                VALUES (@tenant, @person, @start, @end, @entry, @patient, @long) ON CONFLICT DO NOTHING
                """,
                ("@tenant", tenant), ("@person", person), ("@start", start), ("@end", end), ("@entry", entry), ("@patient", patient),
                ("@long", StaffIntervalSql.IsLong(start, end) ? 1L : 0L)).ExecuteNonQueryAsync();
        }

        before.SymmetricExceptWith(after);
        foreach (var (_, start, end, patient) in before)
            await MarkOverlappedAsync(start, end, patient);
    }

    // Whoever worked at that moment: a person is written in several ways, and only the directory knows which are the same.
    private async Task MarkOverlappedAsync(long start, long end, string patient)
    {
        _due.Add(patient);
        await using var reader = await session.Prepared(
            StaffIntervalSql.Overlapped,
            ("@tenant", tenant), ("@earliest", StaffIntervalSql.EarliestStart(start)), ("@start", start), ("@end", end), ("@patient", patient))
            .ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _due.Add(reader.GetString(0));
    }
}
