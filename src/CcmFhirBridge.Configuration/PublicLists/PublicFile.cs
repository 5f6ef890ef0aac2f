using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>A published list as it was downloaded: its rows, and what it is called.</summary>
public sealed class PublicFile
{
    /// <summary>The largest of them, the procedure-to-procedure edits, are some fifty megabytes a part.</summary>
    private const int MostBytes = 128 * 1024 * 1024;

    private const string Compressed = "list.compressed";
    private const string Unreadable = "list.unreadable";

    private readonly ProblemLog _log;

    private PublicFile(string name, string hash, char separator, ImmutableArray<PublicRow> rows, ProblemLog log)
    {
        Name = name;
        Hash = hash;
        Separator = separator;
        Rows = rows;
        _log = log;
    }

    /// <summary>File name without its folder.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of its bytes, in lower case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>What stands between its cells.</summary>
    public char Separator { get; }

    /// <summary>Every row that is not blank.</summary>
    public ImmutableArray<PublicRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It is packed, cut off, or no text; the problem says what to do.</exception>
    public static PublicFile Read(string path)
    {
        var name = Path.GetFileName(path);
        var log = new ProblemLog(name);
        byte[] bytes;
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MostBytes)
                throw Refused(log, 1, Unreadable, "the file is larger than 128 MiB. No published list is; check that this is the right file.");
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Refused(log, 1, Unreadable, problem is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such file. Download it from the agency that publishes it and name it here."
                : "the file cannot be read. Let this account read it.");
        }

        return Of(name, bytes);
    }

    /// <summary>The file of these bytes.</summary>
    /// <exception cref="ConfigurationException">It is packed, cut off, or no text; the problem says what to do.</exception>
    public static PublicFile Of(string name, byte[] bytes)
    {
        var log = new ProblemLog(name);
        if (bytes is [0x1f, 0x8b, ..] or [(byte)'P', (byte)'K', ..] or [0xd0, 0xcf, ..])
            throw Refused(log, 1, Compressed, "the file is packed, or a workbook. Unpack it, and name the text or CSV file that was inside.");
        if (bytes.AsSpan().Contains((byte)0))
            throw Refused(log, 1, Unreadable, "the file is no text. Name the text or CSV form of the list.");
        if (bytes.Length == 0)
            throw Refused(log, 1, "list.truncated", "the file is empty. Download it again.");
        var text = TextOf(bytes);
        var separator = text.Contains('\t') ? '\t' : ',';
        var rows = DelimitedText.Rows(text, separator, out var open);
        if (open > 0)
            throw Refused(log, open, "list.truncated", "a quoted cell that begins here never ends: the file was cut off. Download it again.");
        if (bytes[^1] is not ((byte)'\n' or (byte)'\r'))
            throw Refused(log, rows.Length == 0 ? 1 : rows[^1].Line, "list.truncated", "the last line does not end: the file was cut off. Download it again.");
        return new PublicFile(name, Convert.ToHexStringLower(SHA256.HashData(bytes)), separator, rows, log);
    }

    /// <summary>The refusal of a file for one thing that is wrong in it.</summary>
    public ConfigurationException Refuse(int line, string code, string message) => Refused(_log, line, code, message);

    private static ConfigurationException Refused(ProblemLog log, int line, string code, string message) =>
        new([new ConfigurationProblem(log.File, line, code, message)]);

    // Older files of the agencies are in Latin-1; nothing but names can differ by it.
    private static string TextOf(byte[] bytes)
    {
        var span = bytes.AsSpan();
        if (span.StartsWith(Encoding.UTF8.Preamble))
            span = span[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(span);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(span);
        }
    }
}

/// <summary>A row of a published list.</summary>
/// <param name="Line">Line on which it begins, counted from 1.</param>
/// <param name="Cells">Its cells, without blanks around them.</param>
public sealed record PublicRow(int Line, ImmutableArray<string> Cells);
