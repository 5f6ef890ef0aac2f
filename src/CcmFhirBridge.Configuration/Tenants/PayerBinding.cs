using System.Collections.Immutable;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Turns the entries of <c>payers</c> into settings, with the overlays that lie beside the tenant file.</summary>
internal sealed class PayerBinding(string folder, ProblemLog log)
{
    private const string OverlayFolder = TenantFolder.OverlayFolder;

    private readonly Dictionary<string, RulePack?> _overlays = new(StringComparer.Ordinal);

    public static ImmutableArray<PayerSetting> Bind(YamlMap root, string folder, ProblemLog log)
    {
        var binding = new PayerBinding(folder, log);
        return [.. root.Maps("payers").Select(binding.Setting)];
    }

    private PayerSetting Setting(YamlMap entry)
    {
        var setting = new PayerSetting { Payer = entry.Text("payer")! };
        return setting with
        {
            Payor = entry.Text("payor"),
            Overlay = entry.Text("rules") is { } rules && rules != RulePackReader.ExtendedPack ? Overlay(rules, entry) : null,
            ConfirmedBy = entry.Text("confirmedBy"),
            ConfirmedOn = entry.Text("confirmedOn") is { } day ? PackChecks.Day(day) : null,
            TakesReplacements = entry.Text("corrections") == PayerShape.Replacement,
            Conflicts = entry.Map("conflicts") is { } conflicts ? TenantBinding.Conflicts(conflicts) : setting.Conflicts,
        };
    }

    private PayerOverlay? Overlay(string id, YamlMap entry)
    {
        var line = entry.LineOf("rules");
        if (!_overlays.TryGetValue(id, out var pack))
            pack = _overlays[id] = Read(id, line);
        if (pack is null)
            return null;
        if (pack.Payer != entry.Text("payer"))
            log.Add(line, "tenant.payer-rules", $"'{id}' says that it holds the rules of a payer of the class '{pack.Payer}', and this entry is about '{entry.Text("payer")}'. Correct one of the two.");
        return new PayerOverlay(id, pack, pack.Content.AsMemory());
    }

    private RulePack? Read(string id, int line)
    {
        var shownAs = $"{OverlayFolder}/{id}.yaml";
        var path = Path.Combine(folder, OverlayFolder, id + ".yaml");
        if (!File.Exists(path))
        {
            var nearest = NearestWord.Of(id, Known());
            log.Add(line, "tenant.unknown-pack", $"there are no rules '{id}': no file {shownAs} lies beside this one. {(nearest is null ? $"Write it, or use '{RulePackReader.ExtendedPack}' where the payer goes by Medicare's rules." : $"Did you mean '{nearest}'?")}");
            return null;
        }

        try
        {
            var pack = RulePackReader.ReadOverlay(EmbeddedRulePacks.UsMedicareCcm(), RulePackFolder.ReadFile(path, shownAs), shownAs);
            if (pack.Overlay != id)
                log.Add(line, "pack.file-name", $"{shownAs} calls itself '{pack.Overlay}'. Rename the file to {pack.Overlay}.yaml, or correct its id.");
            return pack;
        }
        catch (ConfigurationException wrong)
        {
            // The entry's line says which payer is concerned, the overlay's own what is to be mended.
            foreach (var problem in wrong.Problems)
                log.Add(line, problem.Code, problem.ToString());
            return null;
        }
    }

    private IEnumerable<string> Known()
    {
        var overlays = Path.Combine(folder, OverlayFolder);
        return Directory.Exists(overlays)
            ? Directory.EnumerateFiles(overlays, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Append(RulePackReader.ExtendedPack)
            : [RulePackReader.ExtendedPack];
    }
}
