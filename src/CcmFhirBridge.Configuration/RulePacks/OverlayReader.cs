using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Puts the values of a payer's overlay in the place of those of the pack that it extends.</summary>
internal sealed class OverlayReader
{
    private readonly RulePackParts _extended;
    private readonly PackFile _file;
    private readonly FrozenDictionary<string, Citation> _citations;
    private readonly FrozenSet<string> _known;

    private OverlayReader(RulePack extended, PackFile file)
    {
        _extended = extended.Parts;
        _file = file;
        _citations = Citations();
        _known = _citations.Keys.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The pack as it stands for the payer; without version and content, which are those of all its files.</summary>
    public static OverlaidPack? Read(RulePack extended, ReadOnlySpan<byte> bytes, ProblemLog log)
    {
        if (StrictYamlReader.Read(bytes, log) is not { } root)
            return null;
        new ShapeCheck(log).Map(root, OverlayShape.Root, path: "");
        if (!log.IsEmpty)
            return null;
        var parts = new OverlayReader(extended, new PackFile(log.File, root, log)).Restate();
        return log.IsEmpty
            ? new OverlaidPack(root.Text("id")!, root.Text("payer")!, ServiceMonth.Parse(root.Text("first_month")!), PackChecks.Day(root.Text("verified_through")!), parts)
            : null;
    }

    private RulePackParts Restate()
    {
        var wide = new PackParameters("", _file, _known).Load([.. RulePackReader.PackWideParameters]);
        var codes = _file.Root.Map("codes") is { } named ? Codes(named) : [];
        var services = _file.Root.Map("other_services") is { } families ? Services(families) : [];
        return _extended with
        {
            Parameters = _extended.Parameters.Restated(wide),
            // An amount of the pack is Medicare's fee schedule: where the payer states none, none is known.
            Codes = [.. _extended.Codes.Select(code => code.Restated(codes.GetValueOrDefault(code.Code)))],
            OtherServices = [.. _extended.OtherServices.Select(family => services.GetValueOrDefault(family.Key) is { } own ? family.Restated(own, _known) : family)],
            Citations = _citations,
        };
    }

    private Dictionary<string, PackParameters> Codes(YamlMap named)
    {
        var restated = new Dictionary<string, PackParameters>(StringComparer.Ordinal);
        foreach (var entry in named.Entries)
        {
            if (_extended.Codes.FirstOrDefault(code => code.Code == entry.Key) is not { } code)
            {
                Unknown(entry, "code", _extended.Codes.Select(static known => known.Code));
                continue;
            }

            var own = new PackParameters($"codes.{code.Code}.", Part(entry), _known).Load(DatedBillingCode.PayersParameters);
            code.CheckDays(own);
            restated[code.Code] = own;
        }

        return restated;
    }

    private Dictionary<string, PackFile> Services(YamlMap named)
    {
        var restated = new Dictionary<string, PackFile>(StringComparer.Ordinal);
        foreach (var entry in named.Entries)
        {
            if (_extended.OtherServices.All(family => family.Key != entry.Key))
                Unknown(entry, "family of other services", _extended.OtherServices.Select(static known => known.Key));
            restated[entry.Key] = Part(entry);
            CheckFloor(entry.Key, (YamlMap)entry.Value);
        }

        return restated;
    }

    private void CheckFloor(string key, YamlMap family)
    {
        foreach (var entry in family.Map("handling")?.Map("values")?.Entries ?? [])
        {
            var words = (YamlMap)entry.Value;
            var always = ConflictWords.Parse(words.Text("default")!);
            var inSameScope = words.Text("same_scope") is { } same ? ConflictWords.Parse(same) : always;
            if (ConflictFloors.IsAlways(key) && always < ConflictHandling.Hold)
                _file.Log.Add(entry.Line, "pack.conflict-floor", $"'{key}' is never below hold, whoever pays. Use 'default: hold' or 'default: block'.");
            else if (ConflictFloors.IsInSameScope(key) && inSameScope < ConflictHandling.Hold)
                _file.Log.Add(entry.Line, "pack.conflict-floor", $"'{key}' of the same practitioner or practice is never below hold, whoever pays. Add 'same_scope: hold' or 'same_scope: block'.");
        }
    }

    private void Unknown(YamlEntry entry, string what, IEnumerable<string> known)
    {
        var nearest = NearestWord.Of(entry.Key, known);
        _file.Log.Add(entry.Line, "pack.unknown-code", $"{RulePackReader.ExtendedPack} has no {what} '{entry.Key}', so there is nothing to restate. {(nearest is null ? "Remove it." : $"Did you mean '{nearest}'?")}");
    }

    private PackFile Part(YamlEntry entry) => _file with { Root = (YamlMap)entry.Value };

    private FrozenDictionary<string, Citation> Citations()
    {
        var all = _extended.Citations.ToDictionary(StringComparer.Ordinal);
        foreach (var row in _file.Root.Maps("citations"))
        {
            var citation = new Citation(row.Text("id")!, row.Text("title")!, row.Text("link"));
            if (!all.TryAdd(citation.Id, citation))
                _file.Log.Add(row.Line, "pack.duplicate", $"the citation '{citation.Id}' is already defined, here or in {RulePackReader.ExtendedPack}. Give the payer's document an id of its own.");
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>What an overlay makes of the pack that it extends.</summary>
internal sealed record OverlaidPack(string Id, string Payer, ServiceMonth FirstMonth, DateOnly VerifiedThrough, RulePackParts Parts);
