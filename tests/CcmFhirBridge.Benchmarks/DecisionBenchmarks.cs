using System.Buffers;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Benchmarks;

/// <summary>The three ways of P7 as BenchmarkDotNet measures them: time, patient-months a second and bytes allocated, each of one patient-month.</summary>
public class DecisionBenchmarks
{
    private const int Patients = 400;
    private const int Seed = 1;

    private readonly ArrayBufferWriter<byte> _writer = new(1 << 16);
    private PatientRecord[] _records = [];
    private RulesInForce _rules = null!;
    private Tenant _tenant = null!;
    private ServiceMonth _month;

    /// <summary>Measures them in this process, whose settings are those of the executable, and prints the table.</summary>
    public static bool Run(DirectoryInfo folder)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.MediumRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.OperationsPerSecond)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(folder.FullName);
        return BenchmarkRunner.Run<DecisionBenchmarks>(config).Reports.All(static report => report.Success);
    }

    /// <summary>The practice's records, in memory.</summary>
    [GlobalSetup]
    public void Read()
    {
        var folder = Directory.CreateTempSubdirectory("ccm-bridge-benchmark-");
        (_records, _tenant, _month) = DecisionSpeed.Read(Patients, Seed, folder);
        folder.Delete(recursive: true);
        _rules = EmbeddedRulePacks.UsMedicareCcm().InForce(_month)!;
        if (_records.Length != Patients)
            throw new InvalidOperationException($"{_records.Length} records instead of {Patients} would make every figure wrong.");
    }

    /// <summary>Outcome and priced lines.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Patients)]
    public int Decide()
    {
        var lines = 0;
        foreach (var record in _records)
            lines += Assessor.Decide(record, _rules, _tenant, _month).Lines.Length;
        return lines;
    }

    /// <summary>The whole assessment with every finding.</summary>
    [Benchmark(OperationsPerInvoke = Patients)]
    public int Assess()
    {
        var findings = 0;
        foreach (var record in _records)
            findings += Assessor.Assess(record, _rules, _tenant, _month, "0").Findings.Length;
        return findings;
    }

    /// <summary>The same as JSON with its explanation.</summary>
    [Benchmark(OperationsPerInvoke = Patients)]
    public int AssessAndWrite()
    {
        var bytes = 0;
        foreach (var record in _records)
        {
            _writer.ResetWrittenCount();
            AssessmentJson.Write(_writer, Assessor.Assess(record, _rules, _tenant, _month, "0"), explain: true);
            bytes += _writer.WrittenCount;
        }

        return bytes;
    }
}
