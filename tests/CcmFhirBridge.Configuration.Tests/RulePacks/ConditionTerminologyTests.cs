using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tests.RulePacks;

/// <summary>
/// <c>fhir-profiles/conditions</c> says in FHIR what the pack's condition files say. Made from them: with CCM_ACCEPT_GOLDENS=1 this test
/// writes the files anew.
/// </summary>
public sealed class ConditionTerminologyTests
{
    private const string Base = "https://ccmfhirbridge.dev/fhir";
    private const string Icd = "http://hl7.org/fhir/sid/icd-10-cm";
    private const string Snomed = "http://snomed.info/sct";
    private const string Groups = Base + "/CodeSystem/ccm-condition-group";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly YamlMap[] Files = [.. EmbeddedRulePacks.UsMedicareCcmFiles().Where(file => file.Key.StartsWith("conditions/", StringComparison.Ordinal))
        .OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => StrictYamlReader.Read(file.Value, new ProblemLog(file.Key))!)];

    private static readonly YamlMap[] AllGroups = [.. Files.SelectMany(file => file.Maps("groups")).OrderBy(group => group.Text("group"), StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. Resources().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_terminology_says_what_the_pack_says(string name)
    {
        var expected = Resources()[name].ToJsonString(Indented) + "\n";
        var path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("CCM_ACCEPT_GOLDENS") == "1")
            File.WriteAllText(path, expected);
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(expected.ReplaceLineEndings("\n"), "run this test with CCM_ACCEPT_GOLDENS=1");
    }

    [Fact]
    public void Nothing_else_lies_in_the_folder() =>
        Directory.GetFiles(Folder()).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ShouldBe(Resources().Keys.Order(StringComparer.Ordinal));

    private static Dictionary<string, JsonObject> Resources() => new(StringComparer.Ordinal)
    {
        ["CodeSystem-ccm-condition-group.json"] = CodeSystem(),
        ["ConceptMap-icd-10-cm-to-ccm-condition-group.json"] = CategoryMap(),
        ["ConceptMap-snomed-ct-to-icd-10-cm.json"] = SnomedMap(),
        ["ValueSet-ccm-chronic-condition.json"] = ValueSet(),
    };

    private static JsonObject CodeSystem()
    {
        var system = Head("CodeSystem", "ccm-condition-group", "Chronic condition groups", "Groups of which two are needed; a Condition counts for exactly one, that of its own ICD-10-CM category.");
        system["caseSensitive"] = true;
        system["content"] = "complete";
        system["property"] = new JsonArray(new JsonObject { ["code"] = "review", ["description"] = "Counts only once a person says that it is chronic.", ["type"] = "boolean" });
        system["concept"] = new JsonArray([.. AllGroups.Select(group => new JsonObject
        {
            ["code"] = group.Text("group"),
            ["display"] = group.Text("label"),
            ["property"] = new JsonArray(new JsonObject { ["code"] = "review", ["valueBoolean"] = group.Flag("review") == true }),
        })]);
        return system;
    }

    private static JsonObject CategoryMap()
    {
        var map = Head("ConceptMap", "icd-10-cm-to-ccm-condition-group", "ICD-10-CM categories to chronic condition groups", "A code has the group of the longest entry that it begins with.");
        map["group"] = new JsonArray(new JsonObject
        {
            ["source"] = Icd,
            ["target"] = Groups,
            ["element"] = new JsonArray([.. AllGroups
                .SelectMany(group => Prefixes(group).Select(prefix => (Code: IcdCodes.WithDot(prefix), Group: group.Text("group"))))
                .OrderBy(pair => pair.Code, StringComparer.Ordinal)
                .Select(pair => Element(pair.Code, null, pair.Group!, "wider"))]),
        });
        return map;
    }

    private static JsonObject SnomedMap()
    {
        var map = Head("ConceptMap", "snomed-ct-to-icd-10-cm", "SNOMED CT to ICD-10-CM for chronic conditions", "Our own map, to be signed off by a coder; the displays are our own labels.");
        map["group"] = new JsonArray(new JsonObject
        {
            ["source"] = Snomed,
            ["target"] = Icd,
            ["element"] = new JsonArray([.. Files.SelectMany(file => file.Maps("snomed")).OrderBy(row => row.Text("code"), StringComparer.Ordinal)
                .Select(row => Element(row.Text("code")!, row.Text("label"), row.Text("icd10cm")!, "relatedto"))]),
        });
        return map;
    }

    private static JsonObject ValueSet()
    {
        var set = Head("ValueSet", "ccm-chronic-condition", "Chronic conditions by ICD-10-CM", "Codes that count as chronic without review, one include a group.");
        set["compose"] = new JsonObject
        {
            ["include"] = new JsonArray([.. AllGroups.Where(group => group.Flag("review") != true).Select(group => new JsonObject
            {
                ["system"] = Icd,
                ["filter"] = new JsonArray(new JsonObject
                {
                    ["property"] = "code",
                    ["op"] = "regex",
                    ["value"] = $"({string.Join('|', Prefixes(group).Select(prefix => IcdCodes.WithDot(prefix).Replace(".", "\\.", StringComparison.Ordinal)))}).*",
                }),
            })]),
        };
        return set;
    }

    private static IEnumerable<string> Prefixes(YamlMap group) => group.Texts("icd10cm").SelectMany(text => IcdCodes.Expand(text.Value));

    private static JsonObject Element(string code, string? display, string target, string equivalence)
    {
        var element = new JsonObject { ["code"] = code };
        if (display is not null)
            element["display"] = display;
        element["target"] = new JsonArray(new JsonObject { ["code"] = target, ["equivalence"] = equivalence });
        return element;
    }

    private static JsonObject Head(string type, string id, string title, string description) => new()
    {
        ["resourceType"] = type,
        ["id"] = id,
        ["url"] = $"{Base}/{type}/{id}",
        ["version"] = "0.1.0",
        ["name"] = string.Concat(id.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])),
        ["title"] = title,
        ["status"] = "active",
        ["experimental"] = false,
        ["publisher"] = "CcmFhirBridge",
        ["description"] = description,
    };

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../fhir-profiles/conditions"));
}
