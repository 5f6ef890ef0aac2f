using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Corrections of claims that have left: append-only, one row an event.</summary>
public abstract partial class SqlTenantStore
{
    private sealed class CorrectionRow
    {
        public string Step { get; init; } = "";

        public long At { get; init; }

        public string? By { get; init; }

        public string? Reason { get; init; }

        public byte[] Body { get; init; } = [];
    }

    public Task<IReadOnlyList<CorrectionEvent>> CorrectionEventsAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<CorrectionEvent>>(
        async session => (await session.QueryAsync<CorrectionRow>(
            "SELECT step AS Step, at AS At, decided_by AS By, reason AS Reason, body AS Body FROM correction_event WHERE tenant = @Tenant ORDER BY seq",
            new { Tenant })).ConvertAll(EventOf),
        cancellation);

    public Task RecordCorrectionsAsync(IReadOnlyList<CorrectionEvent> events, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            foreach (var each in events)
            {
                var correction = each.Correction;
                var (month, step, at) = (correction.Month.ToString(), Words.Of(each.Step), each.At.UtcTicks);
                var returnBy = correction.ReturnBy?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                var body = RawBody.Pack(CorrectionJson.ToUtf8(correction));
                var seq = await session.ScalarAsync<long>(
                    """
                    INSERT INTO correction_event (tenant, id, month, step, at, decided_by, reason, return_by, body)
                    VALUES (@Tenant, @Id, @month, @step, @at, @By, @Reason, @returnBy, @body) RETURNING seq
                    """,
                    new { Tenant, correction.Id, month, step, at, each.By, each.Reason, returnBy, body });
                session.Tell(AuditedTable.CorrectionEvent.Vouch(
                    Told.Of(each, Time.GetUtcNow()), seq, correction.Id, month, step, at, each.By, each.Reason, returnBy, body));
            }
        },
        cancellation);

    public Task<long?> CorrectedThroughAsync(ServiceMonth month, CancellationToken cancellation) => ReadAsync<long?>(
        async session => await session.SettingAsync(Tenant, Settings.CorrectedThrough + month) is { } position ? long.Parse(position, CultureInfo.InvariantCulture) : null,
        cancellation);

    public Task SaveCorrectedThroughAsync(ServiceMonth month, long position, CancellationToken cancellation) => WriteAsync(
        session => session.SetAsync(Tenant, Settings.CorrectedThrough + month, position.ToString(CultureInfo.InvariantCulture)), cancellation);

    private CorrectionEvent EventOf(CorrectionRow row)
    {
        try
        {
            return new CorrectionEvent(CorrectionJson.Read(RawBody.Unpack(row.Body)), Words.Parse<CorrectionStep>(row.Step), Instant(row.At), row.By, row.Reason);
        }
        catch (FormatException)
        {
            throw new StoreException(StoreFailure.Corrupt, $"{Place} keeps a correction that cannot be read. Restore a backup, or run the version that wrote it.");
        }
    }
}
