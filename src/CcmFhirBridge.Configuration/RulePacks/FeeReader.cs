using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Makes the tables of amounts of a pack's files and refuses those that contradict each other or themselves.</summary>
internal sealed class FeeReader(IReadOnlySet<string> citations, DateOnly packThrough)
{
    private static readonly string[] PaymentParameters = ["nonphysician_percent", "medicare_percent", "sequestration_percent", "part_b_deductible"];

    private static readonly string[] Parts = ["work", "practice_expense", "practice_expense_facility", "malpractice"];

    private static readonly string[] Totals = ["total", "total_facility"];

    /// <summary>The tables; problems are in the logs of the files.</summary>
    public FeeCatalog Read(FeeFiles files)
    {
        var payment = files.Payment is { } file ? new PackParameters("fees.", file, citations).Load(PaymentParameters) : null;
        if (files.Payment is { } verified)
            PackChecks.Verified(verified, packThrough);
        return new FeeCatalog(
            files.RelativeValues.Select(table => RelativeValuesOf(table)).ToArray(),
            files.Localities.Select(table => LocalitiesOf(table)).ToArray(),
            day => payment is null ? new PaymentTerms() : TermsOn(payment, day));
    }

    private FeeTable RelativeValuesOf(PackFile file)
    {
        var (from, through) = Period(file, FeeFiles.RelativeValuesPrefix);
        var values = new Dictionary<string, RelativeValues>(StringComparer.Ordinal);
        foreach (var row in file.Root.Maps("relative_values"))
        {
            var code = row.Text("code")!;
            if (ValuesOf(file, row, code) is { } read && !values.TryAdd(code, read))
                file.Log.Add(row.Line, "pack.duplicate", $"{code} stands twice. Keep one of the two.");
        }

        return new FeeTable
        {
            Name = file.Name,
            From = from,
            Through = through,
            ConversionFactor = file.Root.Amount("conversion_factor")!.Value,
            QualifyingConversionFactor = file.Root.Amount("qualifying_conversion_factor"),
            Values = values.ToFrozenDictionary(StringComparer.Ordinal),
            Sources = SourcesOf(file),
            Confidence = PackParameters.ConfidenceOf(file.Root.Text("confidence")!),
        };
    }

    private static RelativeValues? ValuesOf(PackFile file, YamlMap row, string code)
    {
        var parts = Parts.Count(row.Has);
        var totals = Totals.Count(row.Has);
        if (parts == Parts.Length && totals == 0)
        {
            return RelativeValues.Of(code, new RelativeValueParts(
                row.Amount("work")!.Value, row.Amount("practice_expense")!.Value, row.Amount("practice_expense_facility")!.Value, row.Amount("malpractice")!.Value));
        }

        if (parts == 0 && totals == Totals.Length)
            return new RelativeValues(code, row.Amount("total")!.Value, row.Amount("total_facility")!.Value, Parts: null);
        file.Log.Add(row.Line, "fees.parts", $"{code} needs either {string.Join(", ", Parts)}, or, where those are not known, {string.Join(" and ", Totals)}; it has {parts} and {totals} of them.");
        return null;
    }

    private LocalityTable LocalitiesOf(PackFile file)
    {
        var (from, through) = Period(file, FeeFiles.LocalitiesPrefix);
        var localities = new Dictionary<string, Locality>(StringComparer.Ordinal);
        foreach (var row in file.Root.Maps("localities"))
        {
            var indices = new GeographicIndices(row.Amount("work")!.Value, row.Amount("practice_expense")!.Value, row.Amount("malpractice")!.Value);
            var locality = new Locality(row.Text("locality")!, row.Text("state")!, row.Text("name")!, indices);
            if (!localities.TryAdd(locality.Id, locality))
                file.Log.Add(row.Line, "pack.duplicate", $"the locality {locality.Id} stands twice. Keep one of the two.");
        }

        return new LocalityTable
        {
            Name = file.Name,
            From = from,
            Through = through,
            Localities = localities.ToFrozenDictionary(StringComparer.Ordinal),
            Sources = SourcesOf(file),
            Confidence = PackParameters.ConfidenceOf(file.Root.Text("confidence")!),
        };
    }

    // The name carries the first day, so that no two tables of a kind can begin on one.
    private (DateOnly From, DateOnly Through) Period(PackFile file, string prefix)
    {
        var (from, through) = (PackChecks.Day(file.Root.Text("from")!), PackChecks.Day(file.Root.Text("through")!));
        var name = FormattableString.Invariant($"{prefix}{from:yyyy-MM-dd}.yaml");
        if (file.Name != name)
            file.Log.Add(file.Root.LineOf("from"), "pack.file-name", $"the file of that first day has to be called {name}.");
        if (through < from)
            file.Log.Add(file.Root.LineOf("through"), "fees.period", "the last day is before the first. Correct one of the two.");
        else if (through.Year != from.Year)
            file.Log.Add(file.Root.LineOf("through"), "fees.period", "a table never reaches into another year, whose amounts are not known until they are published. End it on December 31 of the year of its first day.");
        PackChecks.Sources(file, file.Root.LineOf("source"), SourcesOf(file), "source", citations);
        return (from, through);
    }

    private static ImmutableArray<string> SourcesOf(PackFile file) => [.. file.Root.Texts("source").Select(static source => source.Value)];

    private static PaymentTerms TermsOn(PackParameters payment, DateOnly day)
    {
        var reads = new List<ParameterRead>();
        return new PaymentTerms
        {
            NonPhysicianPercent = payment.Whole("nonphysician_percent", day, reads),
            MedicarePercent = payment.Whole("medicare_percent", day, reads),
            SequestrationPercent = payment.Whole("sequestration_percent", day, reads),
            Deductible = payment.Amount("part_b_deductible", day, reads),
            Reads = [.. reads],
        };
    }
}
