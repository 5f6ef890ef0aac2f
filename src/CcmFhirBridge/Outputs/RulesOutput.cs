using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Configuration;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Homes;

namespace CcmFhirBridge.Outputs;

/// <summary>Rule packs as a person or a machine reads them.</summary>
internal static class RulesOutput
{
    public static void WriteNone(CommandEnvironment environment, bool json, RulePack pack, ServiceMonth month)
    {
        if (json)
        {
            JsonLine.Write(environment.Out, writer =>
            {
                WritePack(writer, pack);
                writer.WriteString("month", month.ToString());
                writer.WriteBoolean("inForce", false);
            });
            return;
        }

        environment.Out.WriteLine($"No rules are verified for {month}: {pack.Version} covers {pack.FirstMonth} to {ServiceMonth.Of(pack.VerifiedThrough)}. A month outside is held, never decided by another year's rules.");
    }

    public static void WriteMonth(CommandEnvironment environment, bool json, RulePack pack, RulesInForce rules, string? only, ImmutableArray<HomeRuleFile> own)
    {
        var codes = rules.Codes.Where(code => only is null || code.Code == only).ToArray();
        if (json)
        {
            JsonLine.Write(environment.Out, writer =>
            {
                WritePack(writer, pack);
                writer.WriteString("month", rules.Month.ToString());
                writer.WriteBoolean("inForce", true);
                WriteCodes(writer, rules, codes);
                if (only is null)
                    WriteWhole(writer, rules);
                LoadedLists.Write(writer, pack, own);
            });
            return;
        }

        var console = new ReportConsole(environment.Out, environment.Colour);
        console.Heading(string.Create(CultureInfo.InvariantCulture, $"{pack.Version} in {rules.Month}, verified through {pack.VerifiedThrough:yyyy-MM-dd}"));
        console.Table(
            [new("Code"), new("What", NoWrap: false), new("Whose time"), new("From", Right: true), new("Each", Right: true), new("Most", Right: true), new("Edit", Right: true), new("Outside", Right: true), new("Facility", Right: true)],
            codes.Select(code => Row(rules, code)));
        LoadedLists.Write(console, pack, own);
        WriteReads(console, "Values with their sources", codes.SelectMany(static code => code.Reads).Concat(only is null ? rules.Reads : []));
        if (only is null)
        {
            console.Line("Other services of the month");
            console.Table(
                [new("Family"), new("By default"), new("Same scope"), new("How sure"), new("Codes", NoWrap: false)],
                rules.OtherServices.Select(family => (IReadOnlyList<string>)[family.Key, ConflictWords.Of(family.Default), family.SameScope is { } same ? ConflictWords.Of(same) : "–", Words.Of(family.Confidence), string.Join(' ', family.Codes)]));
        }
    }

    public static void WriteChanges(CommandEnvironment environment, bool json, RulesInForce before, RulesInForce after, ImmutableArray<RuleChange> changes)
    {
        if (json)
        {
            foreach (var change in changes)
            {
                JsonLine.Write(environment.Out, writer =>
                {
                    writer.WriteString("parameter", change.Parameter);
                    writer.WriteString("before", change.Before);
                    writer.WriteString("after", change.After);
                    writer.WriteString("since", Day(change.Since));
                    WriteList(writer, "sources", change.Sources);
                });
            }

            return;
        }

        var console = new ReportConsole(environment.Out, environment.Colour);
        console.Heading($"{after.Version}: {Words.Count(changes.Length, "value")} changed from {before.Month} to {after.Month}");
        console.Table(
            [new("Value"), new(before.Month.ToString(), NoWrap: false), new(after.Month.ToString(), NoWrap: false), new("Since"), new("Source", NoWrap: false)],
            changes.Select(change => (IReadOnlyList<string>)[change.Parameter, change.Before ?? "–", change.After ?? "–", Day(change.Since) ?? "–", string.Join(' ', change.Sources)]));
    }

    public static void WriteLint(CommandEnvironment environment, bool json, RulePackLint lint)
    {
        if (json)
        {
            JsonLine.Write(environment.Out, writer =>
            {
                writer.WriteNumber("files", lint.Files);
                writer.WriteNumber("values", lint.Values);
                writer.WriteStartArray("warnings");
                foreach (var warning in lint.Warnings)
                {
                    writer.WriteStartObject();
                    writer.WriteString("file", warning.File);
                    writer.WriteNumber("line", warning.Line);
                    writer.WriteString("code", warning.Code);
                    writer.WriteString("message", warning.Message);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return;
        }

        foreach (var warning in lint.Warnings)
            environment.Out.WriteLine($"{warning.File}:{warning.Line}: {warning.Code}: {warning.Message}");
        var odd = lint.Warnings.IsEmpty ? "Nothing is wrong." : $"{Words.Count(lint.Warnings.Length, "warning")}; the pack is used all the same.";
        environment.Out.WriteLine($"{Words.Count(lint.Files, "file")}, {Words.Count(lint.Values, "dated value")}. {odd}");
    }

    // A table of relative value units that is loaded goes before the amounts of the code, as it does in a bill; a payer has its own.
    private static decimal? AmountOf(RulesInForce rules, BillingCode code, bool facility) =>
        (rules.Overlay is null ? rules.Fees.Amount(new AmountRequest(code.Code, rules.Month.LastDay, facility)).Unit : null) ?? (facility ? code.AmountFacility : code.AmountNonFacility);

    private static IReadOnlyList<string> Row(RulesInForce rules, BillingCode code) =>
    [
        code.Code, code.Label + (code.BaseCode is { } of ? $" (with {of})" : "") + (code.NeedsDecisionMaking && code.Role == CodeRole.Base ? "; needs decision making" : ""),
        code.Counts == CountedTime.Practitioner ? "practitioner" : "clinical staff", Minutes(code.FloorSeconds), Minutes(code.BlockSeconds), Number(code.UnitCap), Number(code.MedicallyUnlikelyUnits),
        Words.Money(AmountOf(rules, code, facility: false)), Words.Money(AmountOf(rules, code, facility: true)),
    ];

    private static void WriteReads(ReportConsole console, string heading, IEnumerable<ParameterRead> reads)
    {
        console.Line(heading);
        console.Table(
            [new("Value"), new("Is", NoWrap: false), new("Since"), new("How sure"), new("Read in", NoWrap: false)],
            reads.Select(read => (IReadOnlyList<string>)[read.Parameter, read.Value, Day(read.Since)!, Words.Of(read.Confidence), string.Join(' ', read.Sources)]));
    }

    private static void WritePack(Utf8JsonWriter writer, RulePack pack)
    {
        writer.WriteString("rulePack", pack.Version);
        writer.WriteString("firstMonth", pack.FirstMonth.ToString());
        writer.WriteString("verifiedThrough", Day(pack.VerifiedThrough));
    }

    private static void WriteCodes(Utf8JsonWriter writer, RulesInForce rules, BillingCode[] codes)
    {
        writer.WriteStartArray("codes");
        foreach (var code in codes)
        {
            writer.WriteStartObject();
            writer.WriteString("code", code.Code);
            writer.WriteString("label", code.Label);
            writer.WriteString("base", code.BaseCode);
            writer.WriteString("countsTimeOf", code.Counts == CountedTime.Practitioner ? "practitioner" : "clinical-staff");
            writer.WriteBoolean("needsDecisionMaking", code.NeedsDecisionMaking);
            writer.WriteNumber("floorSeconds", code.FloorSeconds);
            writer.WriteNumber("blockSeconds", code.BlockSeconds);
            WriteNumber(writer, "unitsMost", code.UnitCap);
            WriteNumber(writer, "unitsUsual", code.UsualUnits);
            WriteNumber(writer, "unitsMedicallyUnlikely", code.MedicallyUnlikelyUnits);
            WriteMoney(writer, "amountNonFacility", AmountOf(rules, code, facility: false));
            WriteMoney(writer, "amountFacility", AmountOf(rules, code, facility: true));
            WriteReads(writer, code.Reads);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteWhole(Utf8JsonWriter writer, RulesInForce rules)
    {
        WriteReads(writer, rules.Reads);
        writer.WriteStartArray("otherServices");
        foreach (var family in rules.OtherServices)
        {
            writer.WriteStartObject();
            writer.WriteString("key", family.Key);
            WriteList(writer, "codes", family.Codes);
            writer.WriteString("default", ConflictWords.Of(family.Default));
            writer.WriteString("sameScope", family.SameScope is { } same ? ConflictWords.Of(same) : null);
            writer.WriteString("confidence", Words.Of(family.Confidence));
            WriteList(writer, "sources", family.Sources);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("citations");
        foreach (var citation in rules.Citations.Values.OrderBy(citation => citation.Id, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("id", citation.Id);
            writer.WriteString("title", citation.Title);
            writer.WriteString("link", citation.Link);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteReads(Utf8JsonWriter writer, IEnumerable<ParameterRead> reads)
    {
        writer.WriteStartArray("values");
        foreach (var read in reads)
        {
            writer.WriteStartObject();
            writer.WriteString("parameter", read.Parameter);
            writer.WriteString("value", read.Value);
            writer.WriteString("since", Day(read.Since));
            writer.WriteString("confidence", Words.Of(read.Confidence));
            WriteList(writer, "sources", read.Sources);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }

    private static void WriteMoney(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } amount)
            writer.WriteNumber(name, amount);
        else
            writer.WriteNull(name);
    }

    private static string Minutes(int seconds) => seconds == 0 ? "–" : Words.Clock(seconds);

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
