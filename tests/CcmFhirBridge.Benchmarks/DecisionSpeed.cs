using System.Buffers;
using System.Globalization;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Simulator.Practices;

namespace CcmFhirBridge.Benchmarks;

/// <summary>
/// P7: records of different patients that lie in memory, decided by one thread: the outcome with its lines alone, then with every finding
/// and its words, then with all of it written down. The gate is on the first.
/// </summary>
internal static class DecisionSpeed
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    // The clock of a thread may be late by a scheduler's tick of a few milliseconds, so a round takes many of them.
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(200);
    private const double Bound = 1_000_000;
    private const int Rounds = 21;

    public static bool Run(int patients, int seed, DirectoryInfo folder)
    {
        var (records, tenant, month) = Read(patients, seed, folder);
        var rules = EmbeddedRulePacks.UsMedicareCcm().InForce(month)!;
        var writer = new ArrayBufferWriter<byte>(1 << 16);
        var tally = new int[Enum.GetValues<Outcome>().Length];
        var units = 0L;
        var ways = new[]
        {
            new Way("decide", "outcome and priced lines; findings, words, evidence and the time ledger are made only when asked for", record =>
            {
                var outcome = Assessor.Decide(record, rules, tenant, month);
                tally[(int)outcome.Outcome]++;
                foreach (var line in outcome.Lines)
                    units += line.Units;
            }),
            new Way("assess", "the whole assessment with every finding", record => tally[(int)Assessor.Assess(record, rules, tenant, month, "0").Outcome]++),
            new Way("assess and write", "the same as JSON with its explanation", record =>
            {
                writer.ResetWrittenCount();
                AssessmentJson.Write(writer, Assessor.Assess(record, rules, tenant, month, "0"), explain: true);
            }),
        };
        foreach (var way in ways)
            way.WarmUp(records);
        Array.Clear(tally);
        units = 0;
        ways[0].Once(records);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"P7 {records.Length} different patients, one after the other: {string.Join(", ", Enum.GetValues<Outcome>().Select(outcome => $"{outcome} {tally[(int)outcome]}"))}; {units} units"));
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var way in ways)
                way.Measure(records);
        }

        foreach (var way in ways)
            way.Print(records);
        var speed = 1 / ways[0].Median(records);
        return Gate.AtLeast("P7 patient-months a second, one thread, in memory, decided without explanation", speed, Bound,
            string.Create(CultureInfo.InvariantCulture, $"{Bound:N0}/s: {(speed >= Bound ? "kept" : "FAILED")}"));
    }

    /// <summary>One way to go through every record.</summary>
    private sealed class Way(string name, string what, Action<PatientRecord> work)
    {
        private readonly List<double> _seconds = [];
        private int _passes = 1;

        public void Once(PatientRecord[] records)
        {
            foreach (var record in records)
                work(record);
        }

        public void WarmUp(PatientRecord[] records)
        {
            var passes = 0;
            var warm = 0d;
            for (; warm < DecisionSpeed.WarmUp.TotalSeconds; passes++)
                warm += CpuClock.Measure(() => Once(records));
            _passes = Math.Max(1, (int)(passes * Round.TotalSeconds / warm));
        }

        /// <summary>A round of as many passes as take its time.</summary>
        public void Measure(PatientRecord[] records) => _seconds.Add(CpuClock.Measure(() =>
        {
            for (var pass = 0; pass < _passes; pass++)
                Once(records);
        }) / _passes);

        /// <summary>Seconds for a record, the median of the rounds.</summary>
        public double Median(PatientRecord[] records) => _seconds.Order().ElementAt(_seconds.Count / 2) / records.Length;

        public void Print(PatientRecord[] records)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Once(records);
            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / records.Length;
            var each = Median(records);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"P7 {name}: {each * 1e6:F2} µs, {1 / each:N0} a second, {bytes} bytes each ({what})"));
        }
    }

    /// <summary>A synthetic practice's records as a run over its files reads them.</summary>
    public static (PatientRecord[] Records, Tenant Tenant, ServiceMonth Month) Read(int patients, int seed, DirectoryInfo folder)
    {
        var practice = SyntheticPractice.Generate(new PracticeOptions { Month = new DateOnly(2026, 4, 1), Patients = patients, Seed = seed });
        var yaml = Path.Combine(folder.FullName, "lakeside.yaml");
        File.WriteAllText(yaml, practice.TenantYaml("http://127.0.0.1/fhir"));
        var tenant = TenantFile.Load(yaml, resolveSecrets: false);
        var file = Path.Combine(folder.FullName, "practice.ndjson");
        using (var output = File.Create(file))
        {
            foreach (var resource in practice.Resources)
            {
                output.Write(resource.Json);
                output.WriteByte((byte)'\n');
            }
        }

        var records = new List<PatientRecord>(patients);
        var month = new ServiceMonth(2026, 4);
        new PopulationRun(new DefaultResourceMapping(tenant), EmbeddedRulePacks.UsMedicareCcm().InForce(month)!.Conditions, new PopulationOptions())
            .Run([file], (record, line) =>
            {
                records.Add(record);
                line.Write("\n"u8);
            }, Stream.Null);
        return ([.. records], tenant, month);
    }
}
