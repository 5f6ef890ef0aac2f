namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>The records of one table in their order, a page of them in memory at a time.</summary>
internal sealed class RecordStream(IAuditedRecords records, string table)
{
    private const int AtOnce = 500;

    private IReadOnlyList<AuditedRecord> _page = [];
    private int _at;
    private long _after;

    public string Table => table;

    /// <summary>Begins behind what was there before the trail.</summary>
    public void Begin(long after) => _after = after;

    /// <summary>The next record, again and again until it is taken; null when there is none now.</summary>
    public async Task<AuditedRecord?> PeekAsync(CancellationToken cancellation)
    {
        if (_at == _page.Count)
        {
            _page = await records.RecordsAsync(table, _after, AtOnce, cancellation);
            _at = 0;
        }

        return _at < _page.Count ? _page[_at] : null;
    }

    public void Take() => _after = _page[_at++].Row;
}
