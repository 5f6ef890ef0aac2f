using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CcmFhirBridge.Testing;

/// <summary>
/// Compares what came out with <c>NAME.golden.EXT</c> beside the test. On a difference it writes <c>NAME.received.EXT</c> and names
/// the first line that differs; <c>CCM_ACCEPT_GOLDENS=1</c> accepts what came out.
/// </summary>
internal static class Golden
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void ShouldMatch(ReadOnlyMemory<byte> json, string name, [CallerFilePath] string test = "") =>
        Compare(Pretty(json), name, "json", test);

    /// <summary>Text as it is, but for the line ends.</summary>
    public static void ShouldMatchText(string text, string name, [CallerFilePath] string test = "") =>
        Compare(text.ReplaceLineEndings("\n"), name, "txt", test);

    private static void Compare(string actual, string name, string extension, string test)
    {
        var folder = Path.GetDirectoryName(test)!;
        var golden = Path.Combine(folder, $"{name}.golden.{extension}");
        var received = Path.Combine(folder, $"{name}.received.{extension}");
        if (Environment.GetEnvironmentVariable("CCM_ACCEPT_GOLDENS") == "1")
        {
            File.WriteAllText(golden, actual);
            File.Delete(received);
            return;
        }

        var expected = File.Exists(golden) ? File.ReadAllText(golden).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Fail($"{name}: {FirstDifference(expected, actual)}\nReceived: {received}\nAccept with CCM_ACCEPT_GOLDENS=1.");
    }

    /// <summary>Indented with numbers exactly as they were written: 132.60 stays 132.60.</summary>
    public static string Pretty(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            document.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()).ReplaceLineEndings("\n") + "\n";
    }

    private static string FirstDifference(string expected, string actual)
    {
        if (expected.Length == 0)
            return "there is no golden yet";
        var left = expected.Split('\n');
        var right = actual.Split('\n');
        var at = Enumerable.Range(0, Math.Max(left.Length, right.Length))
            .First(line => line >= left.Length || line >= right.Length || left[line] != right[line]);
        return $"line {at + 1}\n  golden:   {Line(left, at)}\n  received: {Line(right, at)}";
    }

    private static string Line(string[] lines, int at) => at < lines.Length ? lines[at] : "(end)";
}
