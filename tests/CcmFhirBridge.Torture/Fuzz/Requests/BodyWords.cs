using System.Text;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Torture.Fuzz.Requests;

/// <summary>Bodies: good ones, and good ones that were spoiled.</summary>
internal static class BodyWords
{
    private const int Deep = 5_000;

    private static readonly string[] s_values = ["valueString", "valueCode", "valueDate", "valueDateTime", "valueReference", "valueInteger", "valueDecimal", "valueBoolean", "valueIdentifier", "value", "resource", "part", "_valueString"];

    /// <summary>Parameters of an operation.</summary>
    public static byte[] Parameters(RequestDice dice, string operation, KnownTenant own, KnownTenant other, bool isXml)
    {
        var given = Good(dice, operation, own);
        if (dice.Chance(10))
            given.Add(("patient", "valueReference", new JsonObject { ["reference"] = "Patient/" + dice.One(other.Practice.Patients) }));
        if (dice.Chance(10) && given.Count > 0)
            given.RemoveAt(dice.Below(given.Count));
        if (dice.Chance(15))
            given.Add((dice.Chance(50) && given.Count > 0 ? given[0].Name : dice.Text(2), dice.One(s_values), Odd(dice)));
        var text = isXml ? Xml(given) : Json(given);
        var bytes = Encoding.UTF8.GetBytes(text);
        return dice.Chance(35) ? dice.Changed(bytes) : bytes;
    }

    /// <summary>A resource, a bundle, a patch, or something that looks like one.</summary>
    public static byte[] Resource(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var (claim, patient) = (dice.One(dice.Chance(50) ? own.Claims : other.Claims), dice.One(dice.Chance(50) ? own.Practice.Patients : other.Practice.Patients));
        var text = dice.Below(10) switch
        {
            0 => $$$"""{"resourceType":"Claim","id":"{{{claim}}}","status":"active","patient":{"reference":"Patient/{{{patient}}}"}}""",
            1 => $$$"""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Claim/{{{claim}}}"}},{"request":{"method":"GET","url":"/{{{other.Slug}}}/fhir/Claim"}}]}""",
            2 => $$$"""{"resourceType":"Bundle","type":"batch","entry":[{{{Entries(dice, patient)}}}]}""",
            3 => $$$"""[{"op":"replace","path":"/patient/reference","value":"Patient/{{{patient}}}"},{"op":"copy","from":"","path":"/x"}]""",
            4 => string.Concat(Enumerable.Repeat("""{"extension":[""", dice.Below(Deep))),
            5 => new string('[', dice.Below(Deep)),
            6 => string.Concat(Enumerable.Repeat("<extension url=\"x\">", dice.Below(Deep))),
            7 => $"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Claim xmlns="http://hl7.org/fhir"><id value="{claim}"/>&a;</Claim>""",
            8 => $$$"""{"resourceType":"Parameters","resourceType":"Bundle","parameter":[{"name":"patient","valueReference":{"reference":"Patient/{{{patient}}}"}}]}""",
            _ => dice.Text(40),
        };
        return dice.Chance(30) ? dice.Changed(Encoding.UTF8.GetBytes(text)) : Encoding.UTF8.GetBytes(text);
    }

    private static string Entries(RequestDice dice, string patient) =>
        string.Join(',', Enumerable.Repeat("{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"" + patient + "\"}}", dice.Below(2_000)));

    private static List<(string Name, string Type, JsonNode? Value)> Good(RequestDice dice, string operation, KnownTenant own)
    {
        // Marked: what a person wrote about a patient must not come back in a refusal, nor to anybody else.
        var said = own.Practice.Mark + dice.Text(3).Replace("\0", "", StringComparison.Ordinal);
        List<(string Name, string Type, JsonNode? Value)> about = [("month", "valueDate", dice.One("2026-04 2026-04 2026-04 2026-04 2026-04 2026-04 2026-05 2026-13 1999-01 20260-4"))];
        List<(string Name, string Type, JsonNode? Value)> decided = [.. about, ("by", "valueString", said), ("reason", "valueString", said)];
        return operation switch
        {
            "$log-time" =>
            [
                ("start", "valueDateTime", $"2026-04-{dice.Below(31):00}T15:00:00Z"), ("end", "valueDateTime", $"2026-04-{dice.Below(31):00}T15:{dice.Below(61):00}:00Z"), ("activity", "valueCode", "care-coordination"),
                ("performer", "valueReference", new JsonObject { ["reference"] = dice.One("Practitioner/rn-20 Practitioner/rn-21 Practitioner/md-1 Practitioner/nobody") }),
                ("identifier", "valueIdentifier", new JsonObject { ["system"] = "https://ehr.example/time", ["value"] = said }),
            ],
            "$ccm-decide" => [.. decided, ("kind", "valueCode", dice.One("hold release waive withdraw exclude override x"))],
            "$ccm-attest" => [.. decided, ("practitioner", "valueReference", new JsonObject { ["reference"] = "Practitioner/md-1" }), ("level", "valueCode", "moderate"), ("expectedDuration", "valueBoolean", true)],
            "$void-time" => [("reason", "valueCode", dice.One("duplicate not-done x"))],
            "$acknowledge" =>
            [
                ("status", "valueCode", dice.One("accepted rejected paid denied x")), ("reasonText", "valueString", said),
                ("amount", "valueDecimal", JsonNode.Parse(dice.One("12.34 -1 0 1e5 99999999999999999999999 0.001"))),
            ],
            _ => about,
        };
    }

    private static JsonNode? Odd(RequestDice dice) => dice.Below(9) switch
    {
        0 => null,
        1 => dice.Text(),
        2 => int.MaxValue,
        3 => JsonNode.Parse("1" + new string('0', dice.Below(500))),
        4 => new JsonArray("a", null, new JsonObject()),
        5 => new JsonObject { ["reference"] = dice.Text(), ["extension"] = new JsonArray(new JsonObject { ["url"] = "x" }) },
        6 => false,
        7 => new JsonObject { ["resourceType"] = "Bundle", ["type"] = "batch" },
        _ => JsonNode.Parse("-1e400"),
    };

    private static string Json(List<(string Name, string Type, JsonNode? Value)> given) => new JsonObject
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray([.. given.Select(static each => (JsonNode)new JsonObject { ["name"] = each.Name, [each.Type] = each.Value?.DeepClone() })]),
    }.ToJsonString();

    private static string Xml(List<(string Name, string Type, JsonNode? Value)> given)
    {
        var xml = new StringBuilder("""<Parameters xmlns="http://hl7.org/fhir">""");
        foreach (var (name, type, value) in given)
        {
            var inner = value switch
            {
                JsonObject parts => $"<{type}>{string.Concat(parts.Select(static part => $"<{part.Key} value=\"{Quoted(part.Value?.ToString())}\"/>"))}</{type}>",
                _ => $"<{type} value=\"{Quoted(value?.ToString())}\"/>",
            };
            xml.Append($"<parameter><name value=\"{Quoted(name)}\"/>{inner}</parameter>");
        }

        return xml.Append("</Parameters>").ToString();
    }

    private static string Quoted(string? text) => System.Security.SecurityElement.Escape(text ?? "");
}
