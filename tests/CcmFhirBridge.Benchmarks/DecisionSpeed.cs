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

/// <summary>P7: records that lie in memory, assessed by one thread, with their findings, and with all of it written down.</summary>
internal static class DecisionSpeed
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private const double Bound = 1_000_000;
    private const int Rounds = 99;

    public static bool Run(int patients, int seed, DirectoryInfo folder)
    {
        var (records, tenant, month) = Read(patients, seed, folder);
        var rules = EmbeddedRulePacks.UsMedicareCcm().InForce(month)!;
        var writer = new ArrayBufferWriter<byte>(1 << 16);
        var each = Measure("assess", records, record => Assessor.Assess(record, rules, tenant, month, "0"));
        Measure("assess and write", records, record =>
        {
            writer.ResetWrittenCount();
            AssessmentJson.Write(writer, Assessor.Assess(record, rules, tenant, month, "0"), explain: true);
        });
        return Gate.AtLeast("P7 patient-months a second, one thread, in memory", each, Bound);
    }

    private static double Measure(string what, PatientRecord[] records, Action<PatientRecord> work)
    {
        void All()
        {
            foreach (var record in records)
                work(record);
        }

        for (var warm = 0d; warm < WarmUp.TotalSeconds; warm += CpuClock.Measure(All))
        {
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        All();
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / records.Length;
        var seconds = Enumerable.Range(0, Rounds).Select(_ => CpuClock.Measure(All)).Order().ToArray();
        var each = seconds[Rounds / 2] / records.Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"P7 {what}: {each * 1e6:F2} µs, {1 / each:N0} a second, {bytes} bytes each ({records.Length} patient-months)"));
        return 1 / each;
    }

    private static (PatientRecord[] Records, Tenant Tenant, ServiceMonth Month) Read(int patients, int seed, DirectoryInfo folder)
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
