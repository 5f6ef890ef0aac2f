using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>
/// Walks a tenant's whole trail once, from its first row, in memory that does not grow with it: every link, the signed heads, and the records
/// that it vouches for. It may run beside a service that goes on writing.
/// </summary>
/// <remarks>
/// Rows behind the newest signed head can be cut off, or written anew by somebody who knows how they are chained, without being missed: so
/// heads are signed every few minutes, and their file is shipped elsewhere.
/// </remarks>
public sealed class AuditVerification
{
    /// <summary>Findings that are listed; the others are counted.</summary>
    public const int MostFindings = 100;

    private const int AtOnce = 500;

    private readonly IAuditTrail _trail;
    private readonly IAuditedRecords _records;
    private readonly IAuditSigner? _signer;
    private readonly string _tenant;
    private readonly ImmutableArray<AuditFinding>.Builder _findings = ImmutableArray.CreateBuilder<AuditFinding>();
    private readonly Dictionary<string, RecordStream> _streams;
    private long _found;
    private long _rows;
    private long _anchors;
    private long _vouched;
    private long _unreadable;
    private (DateTimeOffset From, DateTimeOffset To)? _span;
    private AuditAnchor? _newest;
    private AuditHead _last;

    /// <summary>Prepares one verification.</summary>
    /// <param name="trail">What is verified.</param>
    /// <param name="records">What has to agree with it.</param>
    /// <param name="signer">Knows the signatures; null when the key is not here, and then no signed head counts.</param>
    /// <param name="tenant">Slug.</param>
    public AuditVerification(IAuditTrail trail, IAuditedRecords records, IAuditSigner? signer, string tenant)
    {
        (_trail, _records, _signer, _tenant) = (trail, records, signer, tenant);
        _streams = records.Tables.ToDictionary(table => table, table => new RecordStream(records, table), StringComparer.Ordinal);
        _last = AuditChain.Empty(tenant);
    }

    /// <summary>Verifies.</summary>
    /// <param name="shipped">Signed heads from outside the store, oldest first; null for a line that cannot be read.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<AuditReport> RunAsync(IAsyncEnumerable<AuditAnchor?> shipped, CancellationToken cancellation)
    {
        await using var kept = KeptAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using var outside = shipped.GetAsyncEnumerator(cancellation);
        AnchorStream[] anchors = [new(kept), new(outside)];
        do
        {
            while (await _trail.PageAsync(_last.Sequence, AtOnce, AuditFilter.Everything, cancellation) is { Count: > 0 } page)
            {
                foreach (var row in page)
                {
                    Link(row);
                    await VouchAsync(row, cancellation);
                    foreach (var stream in anchors)
                        await HoldAsync(stream, row);
                }
            }

            // Whatever is left over may have come while this walked: then its row has come too.
        }
        while (await IsMoreAsync(anchors, cancellation) && (await _trail.HeadAsync(cancellation)).Sequence > _last.Sequence);

        await LeftoversAsync(anchors, cancellation);
        var entries = await StandingAsync(cancellation);
        return new AuditReport
        {
            Rows = _rows,
            Span = _span,
            Anchors = _anchors,
            UnreadableAnchors = _unreadable,
            NewestAnchor = _newest,
            Records = _vouched,
            Entries = entries,
            Findings = _findings.ToImmutable(),
            FindingCount = _found,
        };
    }

    private void Link(AuditRow row)
    {
        var at = AtOf(row);
        _span = _span is { } span ? (span.From, at) : (at, at);
        if (row.Sequence != _last.Sequence + 1)
            Find(AuditFindingKind.RowsMissing, row.Sequence, "", $"rows {_last.Sequence + 1} to {row.Sequence - 1} are gone");
        else if (row.Previous != _last.Hash)
            Find(AuditFindingKind.LinkBroken, row.Sequence, "", "it does not follow the row before it");
        if (AuditChain.HashOf(row) != row.Hash)
            Find(AuditFindingKind.RowChanged, row.Sequence, "", "it says something else than what was written");
        _last = new AuditHead(row.Sequence, row.Hash);
        _rows++;
    }

    private async Task VouchAsync(AuditRow row, CancellationToken cancellation)
    {
        if (Read(row) is not { } record)
            return;
        if (row.Sequence == 1 && row.Kind == AuditKinds.Trail)
        {
            foreach (var stream in _streams.Values)
                stream.Begin(Number(record.Details.GetValueOrDefault(stream.Table)) ?? 0);
            return;
        }

        if (record.Details.GetValueOrDefault(AuditDetails.Table) is not { } table || !_streams.TryGetValue(table, out var told) || Number(record.Details.GetValueOrDefault(AuditDetails.Row)) is not { } number)
            return;
        while (await told.PeekAsync(cancellation) is { } unknown && unknown.Row < number)
        {
            Find(AuditFindingKind.RecordUnknown, null, $"{table} {unknown.Row}", "the trail knows nothing of it");
            told.Take();
        }

        if (await told.PeekAsync(cancellation) is { } found && found.Row == number)
        {
            told.Take();
            _vouched++;
            if (found.Hash != record.Details.GetValueOrDefault(AuditDetails.Record))
                Find(AuditFindingKind.RecordChanged, row.Sequence, $"{table} {number}", "it was changed beside the bridge");
        }
        else
        {
            Find(AuditFindingKind.RecordMissing, row.Sequence, $"{table} {number}", "it is gone");
        }
    }

    // Holds every signed head up to this row against it.
    private async Task HoldAsync(AnchorStream stream, AuditRow row)
    {
        while (await stream.PeekAsync() is { Is: true, Anchor: var anchor } && (anchor is null || anchor.Sequence <= row.Sequence))
        {
            stream.Take();
            if (anchor is null)
                _unreadable++;
            else if (!IsGood(anchor))
                Find(AuditFindingKind.SignatureWrong, anchor.Sequence, "", _signer is null ? "the key that signed it is not in this home" : "its signed head has no good signature of this home's key");
            else if (anchor.Sequence < row.Sequence)
                Find(AuditFindingKind.RowsMissing, anchor.Sequence, "", "the row was signed and is gone, or the signed heads are not in their order");
            else if (anchor.Hash != row.Hash)
                Find(AuditFindingKind.Rewritten, anchor.Sequence, "", "the row that was signed had another hash: the trail was written anew");
            else if (_newest is null || _newest.Sequence <= anchor.Sequence)
                _newest = anchor;
            _anchors++;
        }
    }

    private async Task<bool> IsMoreAsync(AnchorStream[] anchors, CancellationToken cancellation)
    {
        foreach (var stream in anchors)
        {
            if ((await stream.PeekAsync()).Is)
                return true;
        }

        if (_rows == 0)
            return false;
        foreach (var stream in _streams.Values)
        {
            if (await stream.PeekAsync(cancellation) is not null)
                return true;
        }

        return false;
    }

    private async Task LeftoversAsync(AnchorStream[] anchors, CancellationToken cancellation)
    {
        foreach (var stream in anchors)
        {
            while (await stream.PeekAsync() is { Is: true, Anchor: var anchor })
            {
                stream.Take();
                _anchors++;
                if (anchor is null)
                    _unreadable++;
                else if (!IsGood(anchor))
                    Find(AuditFindingKind.SignatureWrong, anchor.Sequence, "", "its signed head has no good signature of this home's key");
                else
                    Find(AuditFindingKind.Truncated, anchor.Sequence, "", $"the row was signed and the trail ends with row {_last.Sequence}");
            }
        }

        // Where there is no trail yet, everything is from before it.
        if (_rows == 0)
            return;
        foreach (var stream in _streams.Values)
        {
            while (await stream.PeekAsync(cancellation) is { } unknown)
            {
                Find(AuditFindingKind.RecordUnknown, null, $"{stream.Table} {unknown.Row}", "the trail knows nothing of it");
                stream.Take();
            }
        }
    }

    private async Task<long> StandingAsync(CancellationToken cancellation)
    {
        var looked = 0L;
        foreach (var table in _records.Standing)
        {
            for (var after = ""; await _records.StandingAsync(table, after, AtOnce, cancellation) is { Last: { } last } page; after = last)
            {
                looked += page.Looked;
                foreach (var changed in page.Changed)
                    Find(AuditFindingKind.EntryChanged, null, changed, $"{table}: it is not what its newest event says, or one of the two is gone");
            }
        }

        return looked;
    }

    private async IAsyncEnumerable<AuditAnchor?> KeptAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = 0L;
        while (await _trail.AnchorsAsync(after, AtOnce, cancellation) is { Count: > 0 } page)
        {
            foreach (var anchor in page)
                yield return anchor;
            after = page[^1].Sequence;
        }
    }

    private bool IsGood(AuditAnchor anchor) => _signer?.IsGood(_tenant, anchor) == true;

    private void Find(AuditFindingKind kind, long? sequence, string subject, string said)
    {
        if (_found++ < MostFindings)
            _findings.Add(new AuditFinding(kind, sequence, subject, said));
    }

    private static AuditRecord? Read(AuditRow row)
    {
        try
        {
            return row.Read().Record;
        }
        catch (FormatException)
        {
            // Its hash has told already that it is not what was written.
            return null;
        }
    }

    private static DateTimeOffset AtOf(AuditRow row) => new(Math.Clamp(row.At, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
