using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Storage.Auditing;

namespace CcmFhirBridge.Storage;

/// <summary>Answers to claims: append-only, one row an answer.</summary>
public abstract partial class SqlTenantStore
{
    private const string AnswerColumns = """
        a.seq AS Seq, a.revision_identifier AS RevisionIdentifier, a.status AS Status, a.reason_code AS ReasonCode, a.reason_text AS ReasonText,
        a.amount_cents AS AmountCents, a.payer_claim_number AS PayerClaimNumber, a.answered_at AS AnsweredAt, a.recorded_at AS RecordedAt, a.client AS Client
        """;

    private const string SelectAnswers = "SELECT " + AnswerColumns + " FROM claim_answer a";

    private class AnswerRow
    {
        public long Seq { get; init; }

        public string RevisionIdentifier { get; init; } = "";

        public string Status { get; init; } = "";

        public string? ReasonCode { get; init; }

        public string? ReasonText { get; init; }

        public long? AmountCents { get; init; }

        public string? PayerClaimNumber { get; init; }

        public long? AnsweredAt { get; init; }

        public long RecordedAt { get; init; }

        public string Client { get; init; } = "";

        public ClaimAnswer Answer => new()
        {
            RevisionIdentifier = RevisionIdentifier,
            Status = Words.Parse<ClaimAnswerStatus>(Status),
            ReasonCode = ReasonCode,
            ReasonText = ReasonText,
            Amount = AmountCents / 100m,
            PayerClaimNumber = PayerClaimNumber,
            At = Instant(AnsweredAt),
            RecordedAt = Instant(RecordedAt),
            Client = Client,
        };
    }

    private sealed class RefusedRow : AnswerRow
    {
        public string Patient { get; init; } = "";

        public string Month { get; init; } = "";
    }

    public Task<(ClaimAnswer Answer, bool IsNew)> RecordAnswerAsync(ClaimAnswer answer, RepeatableCall? call, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FirstResultAsync(session, call) is { } first)
            {
                var seq = long.Parse(first, CultureInfo.InvariantCulture);
                return ((await session.FirstAsync<AnswerRow>(SelectAnswers + " WHERE a.tenant = @Tenant AND a.seq = @seq", new { Tenant, seq }))!.Answer, false);
            }

            var newest = await session.FirstAsync<AnswerRow>(
                SelectAnswers + " WHERE a.tenant = @Tenant AND a.revision_identifier = @RevisionIdentifier ORDER BY a.seq DESC LIMIT 1",
                new { Tenant, answer.RevisionIdentifier });
            if (newest is not null && newest.Answer.SaysTheSameAs(answer))
            {
                await KeepResultAsync(session, call, newest.Seq.ToString(CultureInfo.InvariantCulture));
                return (newest.Answer, false);
            }

            var (status, cents) = (Words.Of(answer.Status), answer.Amount is { } amount ? (long?)(amount * 100m) : null);
            var (answered, recorded) = (answer.At?.UtcTicks, answer.RecordedAt.UtcTicks);
            var added = await session.ScalarAsync<long>(
                """
                INSERT INTO claim_answer (tenant, revision_identifier, status, reason_code, reason_text, amount_cents, payer_claim_number, answered_at, recorded_at, client)
                VALUES (@Tenant, @RevisionIdentifier, @status, @ReasonCode, @ReasonText, @cents, @PayerClaimNumber, @answered, @recorded, @Client) RETURNING seq
                """,
                new
                {
                    Tenant,
                    answer.RevisionIdentifier,
                    status,
                    answer.ReasonCode,
                    answer.ReasonText,
                    cents,
                    answer.PayerClaimNumber,
                    answered,
                    recorded,
                    answer.Client,
                });
            await KeepResultAsync(session, call, added.ToString(CultureInfo.InvariantCulture));
            session.Tell(AuditedTable.ClaimAnswer.Vouch(
                new AuditRecord { At = answer.RecordedAt, Kind = AuditKinds.Answer, Action = status, Agent = answer.Client, Subject = answer.RevisionIdentifier },
                added, answer.RevisionIdentifier, status, answer.ReasonCode, answer.ReasonText, cents, answer.PayerClaimNumber, answered, recorded, answer.Client));
            return (answer, true);
        },
        cancellation);

    public Task<IReadOnlyList<ClaimAnswer>> AnswersAsync(string revisionIdentifier, CancellationToken cancellation) => ReadAsync<IReadOnlyList<ClaimAnswer>>(
        async session => (await session.QueryAsync<AnswerRow>(
                SelectAnswers + " WHERE a.tenant = @Tenant AND a.revision_identifier = @revisionIdentifier ORDER BY a.seq", new { Tenant, revisionIdentifier }))
            .ConvertAll(row => row.Answer),
        cancellation);

    public Task<IReadOnlyList<ClaimAnswer>> AnswersOfAsync(ServiceMonth month, CancellationToken cancellation) => ReadAsync<IReadOnlyList<ClaimAnswer>>(
        async session => (await session.QueryAsync<AnswerRow>(
                SelectAnswers + """
                 JOIN ledger_entry e ON e.tenant = a.tenant AND e.revision_identifier = a.revision_identifier
                WHERE a.tenant = @Tenant AND e.month = @month
                  AND NOT EXISTS (SELECT 1 FROM claim_answer later
                                  WHERE later.tenant = a.tenant AND later.revision_identifier = a.revision_identifier AND later.seq > a.seq)
                ORDER BY a.revision_identifier
                """,
                new { Tenant, month = month.ToString() }))
            .ConvertAll(row => row.Answer),
        cancellation);

    public Task<IReadOnlyList<(RefusedClaim Claim, ServiceMonth Month)>> RefusedAfterAsync(string afterRevision, int most, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<(RefusedClaim Claim, ServiceMonth Month)>>(
            async session => (await session.QueryAsync<RefusedRow>(
                    "SELECT " + AnswerColumns + """
                    , e.patient AS Patient, e.month AS Month FROM claim_answer a
                    JOIN ledger_entry e ON e.tenant = a.tenant AND e.revision_identifier = a.revision_identifier
                    WHERE a.tenant = @Tenant AND a.revision_identifier > @afterRevision AND a.status IN ('rejected', 'denied') AND e.code = '' AND e.state <> 'corrected'
                      AND NOT EXISTS (SELECT 1 FROM claim_answer later
                                      WHERE later.tenant = a.tenant AND later.revision_identifier = a.revision_identifier AND later.seq > a.seq)
                    ORDER BY a.revision_identifier LIMIT @most
                    """,
                    new { Tenant, afterRevision, most }))
                .ConvertAll(row => (new RefusedClaim(row.Patient, row.Answer), ServiceMonth.Parse(row.Month))),
            cancellation);
}
