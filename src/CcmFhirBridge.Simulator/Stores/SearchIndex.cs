using System.Text;
using System.Text.Json;

namespace CcmFhirBridge.Simulator.Stores;

/// <summary>A token as searches compare it.</summary>
public sealed record TokenValue(string? System, string Value);

/// <summary>What searches ask of a resource, taken from its JSON once, when it is stored.</summary>
public sealed class SearchIndex
{
    private static readonly string[] PatientElements = ["subject", "patient", "beneficiary", "individual"];

    private readonly Dictionary<string, List<TokenValue>> tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DateSpan>> dates = new(StringComparer.Ordinal);

    public static SearchIndex Empty { get; } = new();

    public IReadOnlyList<TokenValue> Identifiers => Tokens("identifier");

    public string? Patient => References("patient") is [var first, ..] ? first : null;

    public static SearchIndex Of(JsonElement resource)
    {
        var index = new SearchIndex();
        foreach (var property in resource.EnumerateObject())
            index.Add(property.Name, property.Value);
        return index;
    }

    public IReadOnlyList<TokenValue> Tokens(string name) => tokens.GetValueOrDefault(name) ?? [];

    public IReadOnlyList<string> References(string name) => references.GetValueOrDefault(name) ?? [];

    public IReadOnlyList<DateSpan> Dates(string name) => dates.GetValueOrDefault(name) ?? [];

    /// <summary>The last two segments of a literal reference, whatever server or version it names.</summary>
    public static string Relative(string reference)
    {
        var history = reference.IndexOf("/_history/", StringComparison.Ordinal);
        var plain = history < 0 ? reference : reference[..history];
        var parts = plain.Split('/');
        return parts.Length <= 2 ? plain : $"{parts[^2]}/{parts[^1]}";
    }

    private void Add(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Add(name, item);
            return;
        }
        if (value.ValueKind == JsonValueKind.String)
        {
            AddText(name, value.GetString()!);
            return;
        }
        if (value.ValueKind != JsonValueKind.Object)
            return;
        AddObject(name, value);
    }

    private void AddText(string name, string text)
    {
        if (name is "status" or "intent" or "use" or "gender" or "lifecycleStatus")
            Put(tokens, Kebab(name), new TokenValue(null, text));
        else if (DateParameter(name) is { } parameter && Instant.TryRead(text, out var span))
            Put(dates, parameter, span);
    }

    private void AddObject(string name, JsonElement value)
    {
        if (Text(value, "reference") is { } reference)
            AddReference(name, Relative(reference));
        else if (name == "identifier")
            AddToken(name, Text(value, "system"), Text(value, "value"));
        else if (name == "participant" && value.TryGetProperty("individual", out var individual) && Text(individual, "reference") is { } person)
            AddParticipant(Relative(person));
        else if (DateParameter(name) is { } parameter && (value.TryGetProperty("start", out _) || value.TryGetProperty("end", out _)))
            AddPeriod(parameter, value);
        else if (value.TryGetProperty("coding", out var codings) && codings.ValueKind == JsonValueKind.Array)
            foreach (var coding in codings.EnumerateArray().Where(coding => coding.ValueKind == JsonValueKind.Object))
                AddToken(Kebab(name), Text(coding, "system"), Text(coding, "code"));
        else if (Text(value, "code") is { } code)
            AddToken(Kebab(name), Text(value, "system"), code);
    }

    private void AddParticipant(string person)
    {
        Put(references, "participant", person);
        if (person.StartsWith("Practitioner/", StringComparison.Ordinal))
            Put(references, "practitioner", person);
    }

    private void AddReference(string name, string reference)
    {
        Put(references, Kebab(name), reference);
        if (!PatientElements.Contains(name, StringComparer.Ordinal) || !reference.StartsWith("Patient/", StringComparison.Ordinal))
            return;
        foreach (var alias in new[] { "patient", "subject" }.Where(alias => alias != name))
            Put(references, alias, reference);
    }

    private void AddPeriod(string parameter, JsonElement period)
    {
        var starts = Instant.TryRead(Text(period, "start"), out var start);
        var ends = Instant.TryRead(Text(period, "end"), out var end);
        if (starts || ends)
            Put(dates, parameter, new DateSpan(starts ? start.Start : DateTimeOffset.MinValue, ends ? end.End : DateTimeOffset.MaxValue));
    }

    private void AddToken(string name, string? system, string? value)
    {
        if (value is not null)
            Put(tokens, name, new TokenValue(system, value));
    }

    private static string? DateParameter(string element) => element switch
    {
        "period" or "date" or "dateTime" or "effectiveDateTime" or "effectivePeriod" or "performedDateTime" or "performedPeriod" => "date",
        "occurrenceDateTime" or "occurrencePeriod" => "occurrence",
        "created" => "created",
        "enteredDate" => "entered-date",
        "recordedDate" => "recorded-date",
        "onsetDateTime" or "onsetPeriod" => "onset-date",
        "birthDate" => "birthdate",
        "deceasedDateTime" => "death-date",
        _ => null,
    };

    private static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter))
                text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static void Put<T>(Dictionary<string, List<T>> map, string key, T value)
    {
        if (!map.TryGetValue(key, out var list))
            map[key] = list = [];
        list.Add(value);
    }
}
