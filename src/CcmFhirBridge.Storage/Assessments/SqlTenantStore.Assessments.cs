using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Assessments, and who is due for a new one: whoever changed after the position that the last one was made at.</summary>
public abstract partial class SqlTenantStore
{
    private sealed class AssessmentRow
    {
        public string Patient { get; init; } = "";

        public string Month { get; init; } = "";

        public string Outcome { get; init; } = "";

        public long Position { get; init; }

        public byte[] Body { get; init; } = [];

        public long SavedAt { get; init; }

        public StoredAssessment Assessment => new(Patient, ServiceMonth.Parse(Month), Words.Parse<Outcome>(Outcome), RawBody.Unpack(Body))
        {
            Position = Position,
            SavedAt = Instant(SavedAt),
        };
    }

    public Task<long> PositionAsync(CancellationToken cancellation) => ReadAsync(session => PositionAsync(session, Tenant), cancellation);

    public async Task SaveAssessedThroughAsync(ServiceMonth month, long position, CancellationToken cancellation)
    {
        // Mostly nothing has changed, and then nothing has to be committed.
        if (await ReadAsync(session => AssessedThroughAsync(session, Tenant, month), cancellation) != position)
        {
            await WriteAsync(
                session => session.SetAsync(Tenant, Settings.AssessedThrough + month, position.ToString(CultureInfo.InvariantCulture)), cancellation);
        }
    }

    internal static async Task<long> PositionAsync(Session session, string tenant) => await session.ScalarAsync<long?>(
        "SELECT value FROM counter WHERE tenant = @tenant AND name = @name", new { tenant, name = Counters.Change }) ?? 0;

    /// <summary>The position at which nobody was due for the month any more; null when that was never so.</summary>
    internal static async Task<long?> AssessedThroughAsync(Session session, string tenant, ServiceMonth month) =>
        await session.SettingAsync(tenant, Settings.AssessedThrough + month) is { } position ? long.Parse(position, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether it is known, without looking at the patients, that nobody is due for the month.</summary>
    internal static async Task<bool> IsNobodyDueAsync(Session session, string tenant, ServiceMonth month) =>
        await AssessedThroughAsync(session, tenant, month) == await PositionAsync(session, tenant);

    public Task<string?> AssessedByAsync(ServiceMonth month, CancellationToken cancellation) =>
        ReadAsync(session => session.SettingAsync(Tenant, Settings.AssessedBy + month), cancellation);

    public Task SaveAssessedByAsync(ServiceMonth month, string basis, CancellationToken cancellation) =>
        WriteAsync(session => session.SetAsync(Tenant, Settings.AssessedBy + month, basis), cancellation);

    /// <summary>Patients <c>f</c> who are due for the month; only those that changed after <c>@through</c> are looked at.</summary>
    internal const string FromDue = """
         FROM patient_facts f
        LEFT JOIN assessment a ON a.tenant = f.tenant AND a.month = @month AND a.patient = f.patient
        WHERE f.tenant = @Tenant AND f.changed > @through AND f.known = 1 AND (a.position IS NULL OR f.changed > a.position OR @everybody > a.position)
        """;

    public Task<IReadOnlyList<string>> DueAsync(ServiceMonth month, CancellationToken cancellation) => ReadAsync<IReadOnlyList<string>>(
        async session => await IsNobodyDueAsync(session, Tenant, month) ? [] : await session.QueryAsync<string>(
            "SELECT f.patient" + FromDue + " ORDER BY f.patient",
            await DueAsync(session, Tenant, month)),
        cancellation);

    /// <summary>The arguments of <see cref="FromDue"/>: whoever changed no later than when nobody was due is not due now, unless everybody is.</summary>
    internal static async Task<object> DueAsync(Session session, string tenant, ServiceMonth month)
    {
        var everybody = await EverybodyChangedAsync(session, tenant);
        var through = await AssessedThroughAsync(session, tenant, month) is { } position && everybody <= position ? position : -1;
        return new { Tenant = tenant, month = month.ToString(), everybody, through };
    }

    /// <summary>The change from which on nobody's assessment holds any more; 0 when there was none.</summary>
    internal static async Task<long> EverybodyChangedAsync(Session session, string tenant) =>
        await session.SettingAsync(tenant, Settings.EverybodyChanged) is { } change ? long.Parse(change, CultureInfo.InvariantCulture) : 0;

    public Task SaveAsync(IReadOnlyList<StoredAssessment> assessments, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var now = Time.GetUtcNow();
            var at = now.UtcTicks;
            foreach (var record in Told.Of(assessments, now))
                session.Tell(record);
            foreach (var assessment in assessments)
            {
                await session.Prepared(
                    """
                    INSERT INTO assessment (tenant, month, patient, outcome, position, saved_at, body)
                    VALUES (@tenant, @month, @patient, @outcome, @position, @at, @body)
                    ON CONFLICT (tenant, month, patient) DO UPDATE SET outcome = excluded.outcome, position = excluded.position,
                      saved_at = excluded.saved_at, body = excluded.body
                    WHERE assessment.position <= excluded.position
                    """,
                    ("@tenant", Tenant), ("@month", assessment.Month.ToString()), ("@patient", assessment.Patient),
                    ("@outcome", Words.Of(assessment.Outcome)), ("@position", assessment.Position), ("@at", at),
                    ("@body", RawBody.Pack(assessment.Json.Span))).ExecuteNonQueryAsync(cancellation);
            }

            CrashPoint.Reach(CrashPoint.AssessmentsWritten);
        },
        cancellation);

    public Task<StoredAssessment?> FindAsync(string patient, ServiceMonth month, CancellationToken cancellation) => ReadAsync(
        async session => (await session.FirstAsync<AssessmentRow>(
            SelectAssessments + " AND a.patient = @patient", new { Tenant, month = month.ToString(), patient }))?.Assessment,
        cancellation);

    public Task<IReadOnlyList<StoredAssessment>> ListAsync(ServiceMonth month, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredAssessment>>(
            async session => (await session.QueryAsync<AssessmentRow>(
                    SelectAssessments + " ORDER BY a.patient", new { Tenant, month = month.ToString() }))
                .ConvertAll(row => row.Assessment),
            cancellation);

    public Task<IReadOnlyList<StoredAssessment>> AssessmentsAfterAsync(ServiceMonth month, string afterPatient, int most, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredAssessment>>(
            async session => (await session.QueryAsync<AssessmentRow>(
                    SelectAssessments + " AND a.patient > @afterPatient ORDER BY a.patient LIMIT @most", new { Tenant, month = month.ToString(), afterPatient, most }))
                .ConvertAll(row => row.Assessment),
            cancellation);

    // From month to month by the key: a practice has few of them and many assessments of each.
    public Task<IReadOnlyList<ServiceMonth>> AssessedMonthsAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<ServiceMonth>>(
        async session =>
        {
            var months = new List<ServiceMonth>();
            for (var month = ""; await session.ScalarAsync<string?>("SELECT MIN(month) FROM assessment WHERE tenant = @Tenant AND month > @month", new { Tenant, month }) is { } next; month = next)
                months.Add(ServiceMonth.Parse(next));
            return months;
        },
        cancellation);

    private const string SelectAssessments = """
        SELECT a.patient AS Patient, a.month AS Month, a.outcome AS Outcome, a.position AS Position, a.body AS Body, a.saved_at AS SavedAt
        FROM assessment a JOIN patient_facts f ON f.tenant = a.tenant AND f.patient = a.patient
        WHERE a.tenant = @Tenant AND a.month = @month AND f.known = 1
        """;
}
