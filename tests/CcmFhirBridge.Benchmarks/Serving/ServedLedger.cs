using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Benchmarks.Stores;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Benchmarks.Serving;

/// <summary>A ledger of many confirmed Claims, a dozen months a patient, one event a second; every body is the one of a real Claim.</summary>
internal static class ServedLedger
{
    public const int MonthsEach = 12;

    private const long Begin = 638_800_000_000_000_000;

    /// <summary>When the n-th Claim (1, 2, …) last changed.</summary>
    public static long ChangedAt(long number) => Begin + (number * TimeSpan.TicksPerSecond);

    /// <summary>Revision identifier of the n-th Claim.</summary>
    public static string Revision(long number) => string.Create(CultureInfo.InvariantCulture, $"C{number:0000000000000000}R1");

    public static string Identifier(long number) => Revision(number)[..^2];

    /// <summary>Patient of the n-th Claim.</summary>
    public static string Patient(long number) => string.Create(CultureInfo.InvariantCulture, $"Patient/p{number / MonthsEach}");

    public static async Task FillAsync(MeasuredStore measured, int claims)
    {
        await measured.Store.PersonAsync("Patient/p", CancellationToken.None);
        await using var connection = await measured.ConnectAsync();
        var body = Convert.ToHexString(RawBody.Pack(Body()));
        var (numbers, padded, blob) = measured.Kind == "SQLite"
            ? ($"WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {claims})", "printf('C%016d', n)", $"x'{body}'")
            : ($"WITH n (n) AS (SELECT generate_series(1::bigint, {claims}))", "'C' || lpad(n::text, 16, '0')", $"'\\x{body}'::bytea");
        await MeasuredStore.ExecuteAsync(connection, $"""
            INSERT INTO ledger_entry (tenant, person, month, family, code, revision, patient, identifier, revision_identifier, state, body, body_hash, units,
              charge_cents, fence, attempts, filed_through, version, changed_at, subject, created_at, occurs_from, occurs_end)
            {numbers} SELECT '{MeasuredStore.Tenant}', 1, '2026-04', 'f' || n, '', 1, 'Patient/p' || (n / {MonthsEach}), {padded}, {padded} || 'R1', 'confirmed', {blob}, 'hash', 1,
              6630, 0, 1, 'billing-system', 1, {Begin} + n * {TimeSpan.TicksPerSecond}, 'Patient/p' || (n / {MonthsEach}), {Begin} + n * {TimeSpan.TicksPerSecond},
              '2026-04-01', '2026-05-01' FROM n
            """);
        if (measured.Kind != "SQLite")
            await MeasuredStore.ExecuteAsync(connection, "VACUUM ANALYZE ledger_entry");
    }

    private static byte[] Body()
    {
        var month = new ServiceMonth(2026, 4);
        var plan = new BillingPlan
        {
            Patient = "Patient/p1",
            Month = month,
            Outcome = Outcome.Bill,
            Lines = [new ServiceLine("99490", 1, month.LastDay, 66.30m, 66.30m, 66.30m), new ServiceLine("99439", 2, month.LastDay, 50.56m, 101.12m, 101.12m)],
            BillingPractitioner = new PractitionerIdentity("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner),
            PlaceOfService = "11",
            Diagnoses = [new Diagnosis("E11.9", "diabetes", new SourceReference("Condition", "c1", "1")), new Diagnosis("I10", "hypertension", new SourceReference("Condition", "c2", "4"))],
            Coverage = new SourceReference("Coverage", "cov1", "2"),
            CountedSeconds = 3_725,
            TimeEntries = [new SourceReference("Encounter", "t1", "3"), new SourceReference("Encounter", "t2", "1"), new SourceReference("Encounter", "t3", "1")],
            Performers = ImmutableArray<PractitionerIdentity>.Empty,
            Consent = new SourceReference("Consent", "k1", "1"),
            CarePlan = new SourceReference("CarePlan", "cp1", "5"),
            RulePack = "us-medicare-ccm@1.0.0",
            TenantRevision = "sha256:0",
        };
        var request = new ClaimRequest(BenchmarkTenant.Create(), plan, "C0000000000000001", 1, new DateTimeOffset(Begin, TimeSpan.Zero));
        return CanonicalJson.Write(ClaimBuilder.Build(request));
    }
}
