using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Whose records are read: turns <c>ehr.population</c> into a population, with the file of patients that it names.</summary>
internal static partial class PopulationBinding
{
    public const string Search = "search";
    public const string Group = "group";
    public const string File = "file";

    private const int LargestFile = 64 * 1024 * 1024;
    private const int MostTold = 10;

    /// <summary>Which keys go with which way of listing.</summary>
    public static void Check(YamlMap ehr, ProblemLog log)
    {
        if (ehr.Map("population") is not { } population)
            return;
        var by = population.Text("by") ?? Search;
        foreach (var key in (string[])[Group, File])
        {
            if (by == key && !population.Has(key))
                log.Add(population.Line, "yaml.missing-key", $"'ehr.population.{key}' is missing for 'by: {key}'. Add it.");
            else if (by != key && population.Has(key))
                log.Add(population.LineOf(key), "tenant.population", $"'ehr.population.{key}' is given but 'by: {by}' would not use it. Use 'by: {key}', or remove the key.");
        }
    }

    /// <summary>The population and the bytes of its file; what is wrong with the file goes to the log.</summary>
    public static (Population Population, byte[] Listed) Bind(YamlMap root, string folder, ProblemLog log)
    {
        var population = root.Map("ehr")?.Map("population");
        if (population?.Text("by") == Group)
            return (new Population.Group(population.Text(Group)!.Split('/')[^1]), []);
        if (population?.Text("by") != File)
            return (Population.Search, []);
        var line = population.LineOf(File);
        var path = Path.Combine(folder, population.Text(File)!);
        if (Read(path, line, log) is not { } bytes)
            return (Population.Search, []);
        return (new Population.Listed(Patients(Encoding.UTF8.GetString(bytes), Path.GetFileName(path), line, log)), bytes);
    }

    private static byte[]? Read(string path, int line, ProblemLog log)
    {
        try
        {
            if (new FileInfo(path).Length <= LargestFile)
                return System.IO.File.ReadAllBytes(path);
            log.Add(line, "tenant.population", $"{path} is larger than 64 MiB. Check that this is the right file.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            log.Add(line, "tenant.population", $"{path} cannot be read. Check the path and who may read it.");
        }

        return null;
    }

    // The content of a line is somebody's id, so no message repeats it.
    private static ImmutableArray<string> Patients(string text, string file, int at, ProblemLog log)
    {
        var patients = new SortedSet<string>(StringComparer.Ordinal);
        var wrong = 0;
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var written = line.Trim().TrimStart('\uFEFF');
            if (written.Length == 0 || written[0] == '#')
                continue;
            if (Written().Match(written) is { Success: true } match)
                patients.Add("Patient/" + match.Groups["id"].Value);
            else if (++wrong <= MostTold)
                log.Add(at, "tenant.population", $"line {index + 1} of {file} is no patient. Write one Patient/id a line.");
        }

        if (patients.Count == 0 && wrong == 0)
            log.Add(at, "tenant.population", $"{file} lists nobody. Write one Patient/id a line, or use 'by: search'.");
        return [.. patients];
    }

    [GeneratedRegex(@"^(Patient/)?(?<id>[A-Za-z0-9.-]{1,64})\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Written();
}
