using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Reads the files of a rule pack; a pack with any problem is not used.</summary>
public static class RulePackReader
{
    /// <summary>The pack that overlays extend.</summary>
    internal const string ExtendedPack = PayerSetting.ExtendedPack;

    /// <summary>Name of a payer's overlay among the files of the pack that it extends.</summary>
    internal const string OverlayFile = "overlay.yaml";

    internal static readonly string[] PackWideParameters =
        ["condition_groups_required", "initiating_visit_years", "initiating_visit_codes", "new_patient_visit_codes", "ccm_family_codes",
            "clinic_codes", "complex_plan_revision_required"];

    /// <summary>The pack of <paramref name="files"/>, which are named relative to the pack's folder with forward slashes.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; every problem of every file is in it.</exception>
    public static RulePack Read(IReadOnlyDictionary<string, byte[]> files)
    {
        if (files.TryGetValue(OverlayFile, out var overlay))
            return ReadOverlay(Read(files.Where(static file => file.Key != OverlayFile).ToDictionary(StringComparer.Ordinal)), overlay, OverlayFile);
        var logs = new List<ProblemLog>();
        var pack = PackFile.Read(files, "pack.yaml", PackShapes.Pack, logs);
        var citationFile = PackFile.Read(files, "citations.yaml", PackShapes.Citations, logs);
        var codeFiles = ReadFolder(files, "codes/", PackShapes.BillingCode, logs);
        var serviceFiles = ReadFolder(files, "other-services/", PackShapes.OtherService, logs);
        var conditionFiles = ReadFolder(files, "conditions/", PackShapes.Conditions, logs);
        var feeFiles = FeeFiles.Read(files, logs);
        var imported = ImportedFiles.Read(files, logs);
        RefuseStrangers(files, logs);
        ThrowIfAny(logs);
        RefuseMarks(files, logs);
        ThrowIfAny(logs);

        var citations = Citations([citationFile!, .. feeFiles.All, .. imported.All]);
        var known = citations.Keys.ToHashSet(StringComparer.Ordinal);
        var through = PackChecks.Day(pack!.Root.Text("verified_through")!);
        var parameters = new PackParameters("", pack, known).Load(PackWideParameters);
        var codes = codeFiles.ConvertAll(file => DatedBillingCode.Read(file, known));
        var services = serviceFiles.ConvertAll(file => DatedServiceFamily.Read(file, known));
        foreach (var file in codeFiles.Concat(serviceFiles))
            PackChecks.Verified(file, through);
        var lists = new ImportedReader(known);
        var conditions = new ConditionReader(known, through, lists.Lists(imported));
        conditionFiles.ForEach(conditions.Add);
        var catalog = conditions.Build();
        var fees = new FeeReader(known, through).Read(feeFiles);
        var firstMonth = ServiceMonth.Parse(pack.Root.Text("first_month")!);
        CheckFirstMonth(parameters, firstMonth);
        CheckCodes(codes, known);
        CheckClinicCodes(parameters, codes);
        CheckServices(services);
        codes = lists.Restate(imported.UnlikelyUnits, codes);
        var edits = lists.Edits(imported);
        ThrowIfAny(logs);

        var content = PackContent.Of(files);
        var parts = new RulePackParts(
            parameters,
            [.. codes.OrderBy(code => code.Role).ThenBy(code => code.Code, StringComparer.Ordinal)],
            [.. services.OrderBy(service => service.Key, StringComparer.Ordinal)],
            catalog,
            fees,
            edits,
            citations);
        return new RulePack(parts)
        {
            Version = PackContent.VersionOf(pack.Root.Text("id")!, content),
            Content = [.. content],
            Payer = pack.Root.Text("payer")!,
            FirstMonth = firstMonth,
            VerifiedThrough = through,
        };
    }

    /// <summary>The pack of a payer: <paramref name="extended"/> with the values of the overlay in their place.</summary>
    /// <param name="extended">The pack that the overlay extends.</param>
    /// <param name="overlay">The overlay's bytes.</param>
    /// <param name="shownAs">Name of its file in what is said about it.</param>
    /// <exception cref="ConfigurationException">Something is wrong with the overlay; every problem is in it.</exception>
    public static RulePack ReadOverlay(RulePack extended, byte[] overlay, string shownAs)
    {
        var log = new ProblemLog(shownAs);
        var read = OverlayReader.Read(extended, overlay, log);
        if (log.IsEmpty)
            PackContent.RefuseMarks(overlay, log);
        if (read is null || !log.IsEmpty)
            throw new ConfigurationException(log.Problems);
        var files = PackContent.FilesOf(extended.Content.AsSpan());
        files[OverlayFile] = overlay;
        var content = PackContent.Of(files);
        return new RulePack(read.Parts)
        {
            Version = PackContent.VersionOf(read.Id, content),
            Content = [.. content],
            Overlay = read.Id,
            Payer = read.Payer,
            // A month has to be verified in both: the overlay rests on the pack.
            FirstMonth = read.FirstMonth > extended.FirstMonth ? read.FirstMonth : extended.FirstMonth,
            VerifiedThrough = read.VerifiedThrough < extended.VerifiedThrough ? read.VerifiedThrough : extended.VerifiedThrough,
        };
    }

    /// <summary>The pack of <see cref="RulePack.Content"/> that was kept with a month.</summary>
    /// <exception cref="ConfigurationException">The content is not that of a pack this version can read.</exception>
    public static RulePack ReadKept(ReadOnlyMemory<byte> content) => Read(PackContent.FilesOf(content.Span));

    private static void RefuseMarks(IReadOnlyDictionary<string, byte[]> files, List<ProblemLog> logs)
    {
        foreach (var (name, bytes) in files)
        {
            var log = new ProblemLog(name);
            PackContent.RefuseMarks(bytes, log);
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
        foreach (var name in files.Keys.Where(name => name is not ("pack.yaml" or "citations.yaml") && !FeeFiles.Knows(name) && !ImportedFiles.Knows(name) && !folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal))))
        {
            var log = new ProblemLog(name);
            log.Add(1, "pack.unknown-file", "no part of a pack is called like this. Move the file into codes/, other-services/ or conditions/, call a table of amounts fees/rvu-YYYY-MM-DD.yaml or fees/gpci-YYYY-MM-DD.yaml, or remove it.");
            logs.Add(log);
        }
    }

    private static FrozenDictionary<string, Citation> Citations(IEnumerable<PackFile> files)
    {
        var citations = new Dictionary<string, Citation>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var row in file.Root.Maps("citations"))
            {
                var citation = new Citation(row.Text("id")!, row.Text("title")!, row.Text("link"));
                if (!citations.TryAdd(citation.Id, citation))
                    file.Log.Add(row.Line, "pack.duplicate", $"the citation '{citation.Id}' is defined twice. Keep one of the two.");
            }
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

    private static void ThrowIfAny(List<ProblemLog> logs)
    {
        ImmutableArray<ConfigurationProblem> problems = [.. logs.SelectMany(log => log.Problems)];
        if (!problems.IsEmpty)
            throw new ConfigurationException(problems);
    }
}
