using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>The files of a pack as one text that can be kept and taken apart again: each after a line with its name.</summary>
internal static class PackContent
{
    // Between the files of what is kept; no file may hold such a line itself.
    private static ReadOnlySpan<byte> FileMark => "# file: "u8;

    /// <summary>All files in the order of their names.</summary>
    public static byte[] Of(IReadOnlyDictionary<string, byte[]> files)
    {
        using var content = new MemoryStream();
        foreach (var (name, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            content.Write(FileMark);
            content.Write(Encoding.UTF8.GetBytes(name + "\n"));
            content.Write(bytes);
        }

        return content.ToArray();
    }

    /// <summary>The files that <see cref="Of"/> put together.</summary>
    public static Dictionary<string, byte[]> FilesOf(ReadOnlySpan<byte> content)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var rest = content;
        while (rest.StartsWith(FileMark))
        {
            var end = rest.IndexOf((byte)'\n');
            var name = Encoding.UTF8.GetString(rest[FileMark.Length..end]);
            rest = rest[(end + 1)..];
            var next = NextFile(rest);
            files[name] = rest[..next].ToArray();
            rest = rest[next..];
        }

        return files;
    }

    /// <summary>Id and the first twelve hexadecimal digits of the SHA-256 of the content.</summary>
    public static string VersionOf(string id, byte[] content) => $"{id}@{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}";

    /// <summary>Reports what would keep a file from being taken out again as it was.</summary>
    public static void RefuseMarks(byte[] file, ProblemLog log)
    {
        if (file is not [.., (byte)'\n'])
            log.Add(Math.Max(1, file.AsSpan().Count((byte)'\n')), "pack.last-line", "the last line does not end. End it with a line break.");
        else if (NextFile(file) is var next && next < file.Length)
            log.Add(file.AsSpan(0, next).Count((byte)'\n') + 1, "pack.reserved", "a line begins with '# file: ', which marks the files of a pack that is kept. Word the comment differently.");
    }

    private static int NextFile(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(FileMark))
            return 0;
        for (var at = 0; content[at..].IndexOf((byte)'\n') is >= 0 and var line; at += line + 1)
        {
            if (content[(at + line + 1)..].StartsWith(FileMark))
                return at + line + 1;
        }

        return content.Length;
    }
}
