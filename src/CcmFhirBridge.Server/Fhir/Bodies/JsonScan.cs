using System.Globalization;
using System.Text.Json;

namespace CcmFhirBridge.Server.Fhir.Bodies;

/// <summary>Looks through JSON token by token and refuses what no parser behind it may meet: depth, names that are empty or come twice, endless numbers, text that is none.</summary>
internal static class JsonScan
{
    // FHIR: precision of up to 18 digits is to be kept; these leave room for the sign, the point and an exponent.
    private const int LongestNumber = 40;
    private const int GreatestExponent = 28;

    /// <summary>Looks through a body from its first to its last byte.</summary>
    /// <exception cref="FhirProblem">400, with the path of what is wrong where that is inside the body.</exception>
    public static void Check(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = FhirBodies.MostDepth });
        var path = new Stack<Level>();
        try
        {
            while (reader.Read())
                Check(ref reader, path);
        }
        catch (JsonException)
        {
            throw FhirProblem.Invalid($"The body is not JSON as FHIR writes it, or lies deeper than {FhirBodies.MostDepth} levels.");
        }
        catch (InvalidOperationException)
        {
            // What an escape stands for is no character.
            throw FhirProblem.Invalid("A text holds half of a character.", PathOf(path));
        }
    }

    private static void Check(ref Utf8JsonReader reader, Stack<Level> path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                Next(path);
                path.Push(new Level(reader.TokenType == JsonTokenType.StartArray));
                break;
            case JsonTokenType.EndObject:
            case JsonTokenType.EndArray:
                path.Pop();
                break;
            case JsonTokenType.PropertyName:
                var name = reader.GetString()!;
                CheckText(name, path);
                if (name.Length == 0)
                    throw FhirProblem.Invalid("A name in an object is empty.", PathOf(path));
                if (!path.Peek().Names!.Add(name))
                    throw FhirProblem.Invalid("A name comes twice in one object.", PathOf(path));
                path.Peek().Name = name;
                break;
            case JsonTokenType.String:
                Next(path);
                CheckText(reader.GetString()!, path);
                break;
            case JsonTokenType.Number:
                Next(path);
                CheckNumber(reader.ValueSpan, path);
                break;
            default:
                Next(path);
                break;
        }
    }

    private static void CheckText(string text, Stack<Level> path)
    {
        if (text.Contains('\0'))
            throw FhirProblem.Invalid("A text holds a NUL, which no FHIR text may.", PathOf(path));
    }

    private static void CheckNumber(ReadOnlySpan<byte> digits, Stack<Level> path)
    {
        var exponent = digits.IndexOfAny((byte)'e', (byte)'E');
        if (digits.Length > LongestNumber
            || (exponent >= 0 && (!int.TryParse(digits[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) || Math.Abs(power) > GreatestExponent)))
        {
            throw FhirProblem.Invalid("A number is longer than any that FHIR needs.", PathOf(path));
        }
    }

    private static void Next(Stack<Level> path)
    {
        if (path.TryPeek(out var level) && level.IsList)
            level.At++;
    }

    // Only names that look like elements are told: another one may be anything.
    private static string? PathOf(Stack<Level> path)
    {
        var parts = path.Reverse().Select(static level => level.IsList ? string.Create(CultureInfo.InvariantCulture, $"[{Math.Max(0, level.At)}]") : IsElement(level.Name) ? "." + level.Name : "");
        return "$" + string.Concat(parts);
    }

    private static bool IsElement(string? name) => name is { Length: > 0 and <= 40 } && name.All(static letter => char.IsAsciiLetter(letter) || letter == '_');

    private sealed class Level(bool isList)
    {
        public bool IsList => isList;

        public HashSet<string>? Names { get; } = isList ? null : new HashSet<string>(StringComparer.Ordinal);

        public string? Name { get; set; }

        public int At { get; set; } = -1;
    }
}
