using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>One thing that a published list says otherwise than what is loaded.</summary>
/// <param name="What">Code, locality or pair.</param>
/// <param name="Before">What is loaded; null where nothing is.</param>
/// <param name="After">What the list says; null where it says nothing any more.</param>
public sealed record ListChange(string What, string? Before, string? After)
{
    /// <summary>What a list changes, in the order of what it speaks of.</summary>
    /// <param name="list">The list.</param>
    /// <param name="before">The pack in use.</param>
    /// <param name="after">The pack with the list.</param>
    public static ImmutableArray<ListChange> Between(ImportedList list, RulePack before, RulePack after)
    {
        var spoken = list.Kind is ListKind.Indicator or ListKind.Warehouse ? CodesOf(list) : [];
        var (was, now) = (Values(list, before, spoken), Values(list, after, spoken));
        return
        [
            .. was.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(key => new ListChange(key, was.GetValueOrDefault(key), now.GetValueOrDefault(key))).Where(static change => change.Before != change.After),
        ];
    }

    private static Dictionary<string, string> Values(ImportedList list, RulePack pack, IReadOnlyList<string> spoken) => list.Kind switch
    {
        ListKind.RelativeValues => RelativeValues(pack.Fees, list.From),
        ListKind.Localities => (pack.Fees.LocalitiesOn(list.From)?.Localities.Values ?? []).ToDictionary(static locality => locality.Id, Words, StringComparer.Ordinal),
        ListKind.UnlikelyUnits => UnlikelyUnits(pack, list.From),
        ListKind.Pairs => pack.Edits.Pairs.GroupBy(static edit => $"{edit.First} with {edit.Second}").ToDictionary(static group => group.Key, static group => string.Join("; ", group.OrderBy(static edit => edit.From).Select(Words)), StringComparer.Ordinal),
        ListKind.AddOns => pack.Edits.AddOns.GroupBy(static edit => $"{edit.AddOn} with {edit.Primary}").ToDictionary(static group => group.Key, static group => string.Join("; ", group.OrderBy(static edit => edit.From).Select(static edit => Period(edit.From, edit.Through))), StringComparer.Ordinal),
        _ => spoken.ToDictionary(static code => code, code => Words(pack.Conditions.Classify([new ConditionCoding(ConditionCodeSystem.Icd10Cm, code)])), StringComparer.Ordinal),
    };

    private static Dictionary<string, string> RelativeValues(FeeCatalog fees, DateOnly day)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fees.TableOn(day) is not { } table)
            return values;
        values["conversion factor"] = FormattableString.Invariant($"{table.ConversionFactor} USD");
        if (table.QualifyingConversionFactor is { } qualifying)
            values["conversion factor of qualifying participants"] = FormattableString.Invariant($"{qualifying} USD");
        foreach (var (code, units) in table.Values)
        {
            var asked = new AmountRequest(code, day);
            values[code] = FormattableString.Invariant($"{units.TotalNonFacility} and {units.TotalFacility} units, {fees.Amount(asked).Unit} and {fees.Amount(asked with { Facility = true }).Unit} USD{(units.Parts is null ? ", without parts" : "")}");
        }

        return values;
    }

    private static Dictionary<string, string> UnlikelyUnits(RulePack pack, DateOnly day) => (pack.InForce(ServiceMonth.Of(day))?.Codes ?? [])
        .Where(static code => code.MedicallyUnlikelyUnits is not null)
        .ToDictionary(static code => code.Code, static code => code.MedicallyUnlikelyUnits!.Value.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static string[] CodesOf(ImportedList list)
    {
        var root = StrictYamlReader.Read(list.Content, new ProblemLog(list.Name))!;
        return
        [
            .. new[] { "chronic", "not_chronic" }.SelectMany(key => root.Map(key)?.Entries ?? [])
                .SelectMany(static entry => ((YamlText)entry.Value).Value.Split(' ').Select(below => IcdCodes.WithDot(below == "-" ? entry.Key : entry.Key + below)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Words(Locality locality) => FormattableString.Invariant($"{locality.State} {locality.Name}: {locality.Indices.Work}, {locality.Indices.PracticeExpense}, {locality.Indices.Malpractice}");

    private static string Words(PairEdit edit) => $"{(edit.ByModifier ? "with a modifier" : "never")} {Period(edit.From, edit.Through)}";

    private static string Words(ConditionClassification found) => found.Chronicity switch
    {
        Chronicity.Chronic => $"chronic, group {found.Group}",
        Chronicity.UnderReview => $"under review, group {found.Group}",
        Chronicity.NotChronic => "not chronic",
        _ => "unknown",
    };

    private static string Period(DateOnly from, DateOnly? through)
    {
        var text = new StringBuilder(FormattableString.Invariant($"from {from:yyyy-MM-dd}"));
        if (through is { } last)
            text.Append(FormattableString.Invariant($" through {last:yyyy-MM-dd}"));
        return text.ToString();
    }
}
