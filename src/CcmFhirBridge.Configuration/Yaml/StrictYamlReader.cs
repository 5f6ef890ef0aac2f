using System.Text;
using YamlDotNet.Core;

namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>
/// Reads one YAML document strictly: everything that YAML would quietly accept and a person did not mean
/// (tabs, duplicate keys, anchors, tags, a second document) is a problem with its line.
/// </summary>
internal static class StrictYamlReader
{
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The document, or null when it cannot be read at all; problems are in <paramref name="log"/>.</summary>
    public static YamlMap? Read(ReadOnlySpan<byte> bytes, ProblemLog log)
    {
        if (TextOf(bytes, log) is not { } text || HasTab(text, log))
            return null;
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlTreeBuilder(parser, log).Build();
        }
        catch (YamlException problem)
        {
            log.Add(Math.Max(1, checked((int)problem.Start.Line)), "yaml.syntax", $"this is not YAML: {FirstLine(problem.Message)} Check quotes, colons and indentation here.");
            return null;
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException)
        {
            // The scanner of the library loses its place on some broken texts, such as an unclosed bracket, and says so with these.
            log.Add(Math.Max(1, checked((int)(parser.Current?.End.Line ?? 1))), "yaml.syntax", "this is not YAML from here on. Check quotes, brackets, colons and indentation here.");
            return null;
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes, ProblemLog log)
    {
        if (bytes.Length > MaxBytes)
        {
            log.Add(1, "yaml.too-large", "the file is larger than 1 MiB. A configuration file is a few kilobytes; check that this is the right file.");
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException problem)
        {
            var line = 1 + bytes[..Math.Clamp(problem.Index, 0, bytes.Length)].Count((byte)'\n');
            log.Add(line, "yaml.encoding", "this is not UTF-8 text. Save the file as UTF-8.");
            return null;
        }
    }

    private static bool HasTab(string text, ProblemLog log)
    {
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            var indentation = content.IndexOfAnyExcept(' ', '\t');
            if (content[..(indentation < 0 ? content.Length : indentation)].Contains('\t'))
            {
                log.Add(line, "yaml.tab", "a tab is used for indentation. Use spaces.");
                return true;
            }
        }

        return false;
    }

    private static string FirstLine(string message)
    {
        var line = message.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        var text = (end < 0 ? line : line[..end]).Trim().ToString();
        return text.EndsWith('.') ? text : text + ".";
    }
}
