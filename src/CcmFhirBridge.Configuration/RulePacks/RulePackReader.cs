using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Reads the files of a rule pack; a pack with any problem is not used.</summary>
public static class RulePackReader
{
    private static readonly string[] PackWideParameters =
        ["condition_groups_required", "initiating_visit_years", "initiating_visit_codes", "new_patient_visit_codes", "ccm_family_codes",
            "clinic_codes", "complex_plan_revision_required"];

    /// <summary>The pack of <paramref name="files"/>, which are named relative to the pack's folder with forward slashes.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; every problem of every file is in it.</exception>
    public static RulePack Read(IReadOnlyDictionary<string, byte[]> files)
    {
        var logs = new List<ProblemLog>();
        var pack = PackFile.Read(files, "pack.yaml", PackShapes.Pack, logs);
        var citationFile = PackFile.Read(files, "citations.yaml", PackShapes.Citations, logs);
        var codeFiles = ReadFolder(files, "codes/", PackShapes.BillingCode, logs);
        var serviceFiles = ReadFolder(files, "other-services/", PackShapes.OtherService, logs);
        var conditionFiles = ReadFolder(files, "conditions/", PackShapes.Conditions, logs);
        RefuseStrangers(files, logs);
        ThrowIfAny(logs);
        RefuseMarks(files, logs);
        ThrowIfAny(logs);

        var citations = Citations(citationFile!);
        var known = citations.Keys.ToHashSet(StringComparer.Ordinal);
        var through = PackChecks.Day(pack!.Root.Text("verified_through")!);
        var parameters = new PackParameters("", pack, known).Load(PackWideParameters);
        var codes = codeFiles.ConvertAll(file => DatedBillingCode.Read(file, known));
        var services = serviceFiles.ConvertAll(file => DatedServiceFamily.Read(file, known));
        foreach (var file in codeFiles.Concat(serviceFiles))
            PackChecks.Verified(file, through);
        var conditions = new ConditionReader(known, through);
        conditionFiles.ForEach(conditions.Add);
        var catalog = conditions.Build();
        var firstMonth = ServiceMonth.Parse(pack.Root.Text("first_month")!);
        CheckFirstMonth(parameters, firstMonth);
        CheckCodes(codes, known);
        CheckClinicCodes(parameters, codes);
        CheckServices(services);
        ThrowIfAny(logs);

        var content = ContentOf(files);
        var parts = new RulePackParts(
            parameters,
            [.. codes.OrderBy(code => code.Role).ThenBy(code => code.Code, StringComparer.Ordinal)],
            [.. services.OrderBy(service => service.Key, StringComparer.Ordinal)],
            catalog,
            citations);
        return new RulePack(parts)
        {
            Version = $"{pack.Root.Text("id")}@{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}",
            Content = [.. content],
            Payer = pack.Root.Text("payer")!,
            FirstMonth = firstMonth,
            VerifiedThrough = through,
        };
    }

    /// <summary>The pack of <see cref="RulePack.Content"/> that was kept with a month.</summary>
    /// <exception cref="ConfigurationException">The content is not that of a pack this version can read.</exception>
    public static RulePack ReadKept(ReadOnlyMemory<byte> content)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var rest = content.Span;
        while (rest.StartsWith(FileMark))
        {
            var end = rest.IndexOf((byte)'\n');
            var name = Encoding.UTF8.GetString(rest[FileMark.Length..end]);
            rest = rest[(end + 1)..];
            var next = NextFile(rest);
            files[name] = rest[..next].ToArray();
            rest = rest[next..];
        }

        return Read(files);
    }

    private static int NextFile(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(FileMark))
            return 0;
        for (var at = 0; content[at..].IndexOf((byte)'\n') is >= 0 and var line; at += line + 1)
        {
            if (content[(at + line + 1)..].StartsWith(FileMark))
                return at + line + 1;
        }

        return content.Length;
    }

    // Between the files of what is kept; no file may hold such a line itself.
    private static ReadOnlySpan<byte> FileMark => "# file: "u8;

    private static void RefuseMarks(IReadOnlyDictionary<string, byte[]> files, List<ProblemLog> logs)
    {
        foreach (var (name, bytes) in files.Where(file => NextFile(file.Value) < file.Value.Length || file.Value is not [.., (byte)'\n']))
        {
            var log = new ProblemLog(name);
            if (bytes is not [.., (byte)'\n'])
                log.Add(Math.Max(1, bytes.AsSpan().Count((byte)'\n')), "pack.last-line", "the last line does not end. End it with a line break.");
            else
                log.Add(bytes.AsSpan(0, NextFile(bytes)).Count((byte)'\n') + 1, "pack.reserved", "a line begins with '# file: ', which marks the files of a pack that is kept. Word the comment differently.");
            logs.Add(log);
        }
    }

    private static List<PackFile> ReadFolder(IReadOnlyDictionary<string, byte[]> files, string folder, MapShape shape, List<ProblemLog> logs)
        => [.. files.Keys
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => PackFile.Read(files, name, shape, logs))
            .OfType<PackFile>()];

    private static void RefuseStrangers(IReadOnlyDictionary<string, byte[]> files, List<ProblemLog> logs)
    {
        string[] folders = ["codes/", "other-services/", "conditions/"];
        foreach (var name in files.Keys.Where(name => name is not ("pack.yaml" or "citations.yaml") && !folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal))))
        {
            var log = new ProblemLog(name);
            log.Add(1, "pack.unknown-file", "no part of a pack is called like this. Move the file into codes/, other-services/ or conditions/, or remove it.");
            logs.Add(log);
        }
    }

    private static FrozenDictionary<string, Citation> Citations(PackFile file)
    {
        var citations = new Dictionary<string, Citation>(StringComparer.Ordinal);
        foreach (var row in file.Root.Maps("citations"))
        {
            var citation = new Citation(row.Text("id")!, row.Text("title")!, row.Text("link"));
            if (!citations.TryAdd(citation.Id, citation))
                file.Log.Add(row.Line, "pack.duplicate", $"the citation '{citation.Id}' is defined twice. Keep one of the two.");
        }

        return citations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void CheckFirstMonth(PackParameters parameters, ServiceMonth firstMonth)
    {
        foreach (var name in PackWideParameters.Where(name => parameters.On(name, firstMonth.FirstDay) is null))
            parameters.File.Log.Add(parameters.File.Root.LineOf(name), "pack.not-in-force", $"'{name}' has no value in force in {firstMonth}, the pack's first month. Add one, or begin the pack later.");
    }

    private static void CheckCodes(List<DatedBillingCode> codes, IReadOnlySet<string> citations)
    {
        var bases = codes.Where(code => code.Role == CodeRole.Base).DistinctBy(code => code.Code).ToDictionary(code => code.Code, StringComparer.Ordinal);
        foreach (var code in codes)
        {
            code.Check(citations);
            if (code.File.Name != $"codes/{code.Code}.yaml")
                code.File.Log.Add(code.File.Root.LineOf("code"), "pack.file-name", $"the file of {code.Code} has to be called codes/{code.Code}.yaml.");
            if (code.Role == CodeRole.AddOn && (code.Base is null || !bases.ContainsKey(code.Base)))
                code.File.Log.Add(code.File.Root.LineOf("role"), "pack.no-base", $"the add-on {code.Code} needs 'base:' with a base code of this pack; it is never reported alone.");
            else if (code.Role == CodeRole.AddOn && !code.CountsLike(bases[code.Base!]))
                code.File.Log.Add(code.File.Root.LineOf("base"), "pack.base-differs", $"{code.Code} and its base {code.Base} do not count the same people's time under the same condition. Correct 'counts_minutes_of' or 'needs_decision_making' of one of the two, or name another base.");
            else if (code.Role == CodeRole.AddOn && !code.FollowsOn(bases[code.Base!]))
                code.File.Log.Add(code.File.Root.LineOf("minutes_required"), "pack.floor", $"the first unit of {code.Code} does not begin where {code.Base} and one block of its own are full. Correct 'minutes_required' or 'minutes_per_unit'.");
            if (code.Role != CodeRole.AddOn && code.Base is not null)
                code.File.Log.Add(code.File.Root.LineOf("base"), "pack.base", $"{code.Code} is no add-on and has no base itself. Remove 'base:', or make it an add-on.");
        }
    }

    private static void CheckClinicCodes(PackParameters parameters, List<DatedBillingCode> codes)
    {
        var known = codes.Select(code => code.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var value in parameters.Values("clinic_codes"))
        {
            foreach (var code in PackParameters.Codes(value.Entry).Where(code => !known.Contains(code)))
                parameters.File.Log.Add(value.Entry.Line, "pack.unknown-code", $"'clinic_codes' names {code}, which has no file in codes/. Add codes/{code}.yaml, or remove the code.");
        }
    }

    private static void CheckServices(List<DatedServiceFamily> services)
    {
        foreach (var service in services.Where(service => service.File.Name != $"other-services/{service.Key}.yaml"))
            service.File.Log.Add(service.File.Root.LineOf("key"), "pack.file-name", $"the file of '{service.Key}' has to be called other-services/{service.Key}.yaml.");
    }

    private static byte[] ContentOf(IReadOnlyDictionary<string, byte[]> files)
    {
        using var content = new MemoryStream();
        foreach (var (name, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            content.Write(FileMark);
            content.Write(Encoding.UTF8.GetBytes(name + "\n"));
            content.Write(bytes);
        }

        return content.ToArray();
    }

    private static void ThrowIfAny(List<ProblemLog> logs)
    {
        ImmutableArray<ConfigurationProblem> problems = [.. logs.SelectMany(log => log.Problems)];
        if (!problems.IsEmpty)
            throw new ConfigurationException(problems);
    }
}
