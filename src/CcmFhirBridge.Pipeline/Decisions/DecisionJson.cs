using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Decisions;

/// <summary>A decision as one JSON object: a line of <c>decide list --json</c>, of <c>--decisions FILE</c>, and what the store keeps.</summary>
public static class DecisionJson
{
    // Nothing here is put into a web page, so words stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ImmutableArray<(DecisionKind Kind, string Word)> Kinds =
    [
        (DecisionKind.Approve, "approve"), (DecisionKind.Hold, "hold"), (DecisionKind.LowerUnits, "lower-units"), (DecisionKind.WithholdCode, "withhold-code"),
        (DecisionKind.ChoosePathway, "choose-pathway"), (DecisionKind.EnrolledElsewhere, "enrolled-elsewhere"), (DecisionKind.BillingPractitioner, "billing-practitioner"),
        (DecisionKind.AttestRisk, "attest-risk"), (DecisionKind.AttestDecisionMaking, "attest-decision-making"), (DecisionKind.Withdraw, "withdraw"),
    ];

    private static readonly ImmutableArray<string> Members =
    [
        "id", "patient", "month", "kind", "by", "at", "reason", "rules", "evidence", "code", "units", "pathway", "practitioner", "level", "day",
        "expectedDuration", "significantRisk", "withdraws", "via",
    ];

    /// <summary>The word of the contract for a kind.</summary>
    public static string Word(DecisionKind kind) => Kinds.First(pair => pair.Kind == kind).Word;

    /// <summary>The decision on one line, its id first.</summary>
    public static byte[] ToUtf8(HumanDecision decision)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
            Write(json, decision);
        return stream.ToArray();
    }

    /// <summary>Writes the decision as an object.</summary>
    public static void Write(Utf8JsonWriter json, HumanDecision decision)
    {
        json.WriteStartObject();
        WriteMembers(json, decision);
        json.WriteEndObject();
    }

    /// <summary>Writes the members into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter json, HumanDecision decision)
    {
        json.WriteString("id", decision.Id);
        json.WriteString("patient", decision.Patient);
        json.WriteString("month", decision.Month.ToString());
        json.WriteString("kind", Word(decision.Kind));
        json.WriteString("by", decision.By);
        json.WriteString("at", decision.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        json.WriteString("reason", decision.Reason);
        WriteList(json, "rules", decision.Rules);
        WriteList(json, "evidence", decision.Evidence);
        WriteText(json, "code", decision.Code);
        if (decision.Units is { } units)
            json.WriteNumber("units", units);
        WriteText(json, "pathway", decision.Pathway);
        WriteText(json, "practitioner", decision.Practitioner);
        WriteText(json, "level", decision.Level);
        WriteText(json, "day", decision.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (decision.ExpectedDuration is { } lasts)
            json.WriteBoolean("expectedDuration", lasts);
        if (decision.SignificantRisk is { } risk)
            json.WriteBoolean("significantRisk", risk);
        WriteText(json, "withdraws", decision.Withdraws);
        WriteText(json, "via", decision.Via);
    }

    /// <summary>Reads one object strictly: an unknown member, a wrong type, a missing member or an id that does not fit is refused.</summary>
    /// <exception cref="DecisionFormatException">It is not a decision; the message says what to mend.</exception>
    public static HumanDecision Read(ReadOnlyMemory<byte> utf8)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException wrong)
        {
            throw new DecisionFormatException(string.Create(CultureInfo.InvariantCulture, $"it is not JSON, or names a member twice (at character {wrong.BytePositionInLine + 1}). Write one JSON object a line."));
        }

        using (document)
            return Read(document.RootElement);
    }

    private static HumanDecision Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new DecisionFormatException("it is not a JSON object. Write one object a line.");
        foreach (var member in root.EnumerateObject())
        {
            if (!Members.Contains(member.Name, StringComparer.Ordinal))
                throw new DecisionFormatException($"it has a member that no decision has. Known are: {string.Join(", ", Members)}.");
        }

        var decision = new HumanDecision
        {
            Patient = Needed(root, "patient") is ['P', 'a', 't', 'i', 'e', 'n', 't', '/', _, ..] patient ? patient : throw new DecisionFormatException("'patient' is not written Patient/id."),
            Month = ServiceMonth.TryParse(Needed(root, "month"), out var month) ? month : throw new DecisionFormatException("'month' is not written YYYY-MM."),
            Kind = KindOf(Needed(root, "kind")),
            By = Needed(root, "by"),
            At = DateTimeOffset.TryParse(Needed(root, "at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at.ToUniversalTime() : throw new DecisionFormatException("'at' is not an instant such as YYYY-MM-DDThh:mm:ssZ."),
            Reason = Needed(root, "reason"),
            Rules = List(root, "rules"),
            Evidence = List(root, "evidence"),
            Code = Text(root, "code"),
            Units = Units(root),
            Pathway = Text(root, "pathway"),
            Practitioner = Text(root, "practitioner"),
            Level = Text(root, "level"),
            Day = Day(root),
            ExpectedDuration = Flag(root, "expectedDuration"),
            SignificantRisk = Flag(root, "significantRisk"),
            Withdraws = Text(root, "withdraws"),
            Via = Text(root, "via"),
        };
        if (decision.Problem() is { } problem)
            throw new DecisionFormatException(problem);
        if (Text(root, "id") is { } id && id != decision.Id)
            throw new DecisionFormatException("its 'id' is not that of its content, so something of it was changed. Remove the id to record it as a decision of its own.");
        return decision;
    }

    private static DecisionKind KindOf(string word)
    {
        foreach (var (kind, known) in Kinds)
        {
            if (known == word)
                return kind;
        }

        throw new DecisionFormatException($"'kind' is not one of: {string.Join(", ", Kinds.Select(static pair => pair.Word))}.");
    }

    private static string Needed(JsonElement root, string name) =>
        Text(root, name) ?? throw new DecisionFormatException($"'{name}' is missing. Add it.");

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new DecisionFormatException($"'{name}' is not a text.");
    }

    private static ImmutableArray<string> List(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return [];
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(static item => item.GetString()!)]
            : throw new DecisionFormatException($"'{name}' is not a list of texts.");
    }

    private static int? Units(JsonElement root)
    {
        if (!root.TryGetProperty("units", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var units) ? units : throw new DecisionFormatException("'units' is not a whole number.");
    }

    private static DateOnly? Day(JsonElement root) => Text(root, "day") is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new DecisionFormatException("'day' is not written YYYY-MM-DD.");

    private static bool? Flag(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new DecisionFormatException($"'{name}' is neither true nor false.");
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        if (values.IsEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
