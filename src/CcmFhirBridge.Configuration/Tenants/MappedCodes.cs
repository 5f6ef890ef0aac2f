using System.Collections.Immutable;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Checks and reads the rows of <c>mapping.codes</c>.</summary>
internal static class MappedCodes
{
    /// <summary>What is wrong with the code that is read as another one; null when nothing is.</summary>
    public static string? FromProblem(string text)
    {
        if (FormProblem(text) is { } problem)
            return problem;
        var (system, code) = Split(text);
        return system?.Trim() != system
            ? $"there is a blank before or after the system '{system}', which no EHR writes; remove it"
            : ProfileSystems.ReservedProblem(system, code);
    }

    /// <summary>What is wrong with the code that it is read as; null when nothing is.</summary>
    public static string? ToProblem(string text)
    {
        if (FormProblem(text) is { } problem)
            return problem;
        var (system, code) = Split(text);
        return system is null ? $"there is no system before the '|'; write one such as ccm-activity{text}" : ProfileSystems.TargetProblem(system, code);
    }

    /// <summary>What has to hold between the two codes of a row, and between rows.</summary>
    public static void Check(YamlMap root, ProblemLog log)
    {
        var seen = new Dictionary<(string?, string), int>();
        foreach (var row in Rows(root))
        {
            if (row.Text("from") is not { } from || FromProblem(from) is not null)
                continue;
            var source = Split(from);
            if (!seen.TryAdd(source, row.LineOf("from")))
                log.Add(row.LineOf("from"), "tenant.duplicate-code", $"'{from}' already has a row on line {seen[source]}, and a code is read as one other. Keep one of the two.");
            if (row.Text("to") is not { } to || ToProblem(to) is not null)
                continue;
            CheckWord(row, source.Code, Split(to), log);
            CheckConcept(row, source, Split(to), log);
        }
    }

    /// <summary>Whether a row reads a code as this one.</summary>
    public static bool HasTarget(YamlMap root, string system, string code) => Rows(root).Any(row => row.Text("to") is { } to && Split(to) == (system, code));

    public static ImmutableArray<MappedCode> Bind(YamlMap root) => [.. Rows(root).Select(row =>
    {
        var (system, code) = Split(row.Text("from")!);
        var (target, targetCode) = Split(row.Text("to")!);
        return new MappedCode(system, code, ProfileSystems.Target(target!)!.Address, targetCode);
    })];

    private static IEnumerable<YamlMap> Rows(YamlMap root) => root.Map("mapping")?.Maps("codes") ?? [];

    // "resolved" means resolved under any system; a row must not turn it round.
    private static void CheckWord(YamlMap row, string code, (string? Name, string Code) target, ProblemLog log)
    {
        var system = ProfileSystems.Target(target.Name!)!;
        if (system.IsReadByCodeAlone && code != target.Code && system.Codes.Contains(code, StringComparer.Ordinal))
            log.Add(row.LineOf("from"), "tenant.code-taken", $"'{code}' is understood as {system.Name}|{code} under any system, and this row would turn it into '{target.Code}'. Remove the row, or have it corrected in the EHR.");
    }

    // A concept whose condition is known may be told more exactly, and not as another condition.
    private static void CheckConcept(YamlMap row, (string? System, string Code) source, (string? Name, string Code) target, ProblemLog log)
    {
        if (source.System is not { } system || !ProfileSystems.SnomedCt.HasAddress(system) || target.Name != ProfileSystems.Icd10Cm.Name)
            return;
        var conditions = EmbeddedRulePacks.UsMedicareCcm().Conditions;
        var known = conditions.Classify([new ConditionCoding(ConditionCodeSystem.SnomedCt, source.Code)]);
        var said = conditions.Classify([new ConditionCoding(ConditionCodeSystem.Icd10Cm, target.Code)]);
        if (known.Icd10Cm is not null && (known.Chronicity, known.Group) != (said.Chronicity, said.Group))
            log.Add(row.LineOf("from"), "tenant.code-taken", $"'{source.Code}' of SNOMED CT is already understood as {known.Icd10Cm}, and '{target.Code}' is another condition. Remove the row, or name a code of the same condition.");
    }

    private static string? FormProblem(string text) =>
        text.Any(char.IsControl) ? "there is a control character in it, such as a line break or a tab; write it on one line"
        : Split(text).Code.Length == 0 ? "there is no code after the last '|'; write SYSTEM|CODE"
        : null;

    // The system may carry its version after a bar of its own; a code has none.
    private static (string? System, string Code) Split(string text)
    {
        var bar = text.LastIndexOf('|');
        return bar < 0 ? (null, "") : (bar == 0 ? null : text[..bar], text[(bar + 1)..].Trim(' '));
    }
}
