using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;

namespace CcmFhirBridge.Benchmarks;

/// <summary>Reads any input and prints what became of it: the counts that must add up.</summary>
internal static class RealInput
{
    public static int Run(string[] paths)
    {
        var run = new PopulationRun(new DefaultResourceMapping(BenchmarkTenant.Create()), new BenchmarkTenant.NoCatalog(), new PopulationOptions());
        var report = run.Run(paths, static (_, line) => line.Advance(0), Stream.Null);
        foreach (var (type, counts) in report.ByType)
            Console.WriteLine($"{type}: read {counts.Read} = projected {counts.Projected} + ignored {counts.Ignored} + unreadable {counts.Unreadable}");
        Console.WriteLine($"read {report.Resources.Read} = {report.Resources.Projected} + {report.Resources.Ignored} + {report.Resources.Unreadable}; superseded {report.Superseded}");
        Console.WriteLine($"patients {report.Patients}, without resource {report.PatientsWithoutResource} ({string.Join(' ', report.DanglingExamples)})");
        Console.WriteLine($"fact bytes {report.FactBytes}; conditions {report.Conditions.Chronic + report.Conditions.NotChronic + report.Conditions.Unmapped}");
        foreach (var (gap, count) in report.GapsByCode)
            Console.WriteLine($"{gap}: {count}");
        foreach (var problem in report.Problems.Take(40))
            Console.WriteLine(problem);
        Console.WriteLine($"problems {report.ProblemCount}");
        return 0;
    }
}
