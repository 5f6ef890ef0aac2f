using System.Runtime.CompilerServices;
using System.Text;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Audits;

/// <summary>
/// What a home keeps of its trails outside the stores: the key that signs their heads, and a file of signed heads for each tenant. Whoever
/// can write the database and both of these can forget the newest rows; so the files are to be shipped off the machine.
/// </summary>
internal static class HomeAudit
{
    private const int LongestLine = 4096;

    /// <summary>The key of the home, made when it is first needed.</summary>
    /// <exception cref="StoreException">The file holds no key.</exception>
    public static AuditKey KeyOf(BridgeHome home)
    {
        if (Find(home) is { } found)
            return found;
        home.Create();
        using var made = AuditKey.Make();
        var beside = $"{home.AuditKeyFile}.{made.Id}";
        using (var stream = PrivateFile.Create(beside))
        {
            stream.Write(Encoding.ASCII.GetBytes(made.PrivatePem + "\n"));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(beside, home.AuditKeyFile);
        }
        catch (IOException) when (File.Exists(home.AuditKeyFile))
        {
            // Another process of this home was faster: one key it is.
            File.Delete(beside);
        }

        return Find(home)!;
    }

    /// <summary>The key of the home; null when it never signed anything.</summary>
    /// <exception cref="StoreException">The file holds no key.</exception>
    public static AuditKey? Find(BridgeHome home)
    {
        if (!File.Exists(home.AuditKeyFile))
            return null;
        try
        {
            return AuditKey.OfPem(File.ReadAllText(home.AuditKeyFile));
        }
        catch (FormatException wrong)
        {
            throw new StoreException(
                StoreFailure.Corrupt,
                $"{home.AuditKeyFile} cannot be used: {wrong.Message} Restore it from a backup; without it the heads that it signed cannot be checked here. To begin with another key, move it aside.");
        }
    }

    /// <summary>Appends a signed head to the tenant's file; on the disk when it returns.</summary>
    public static void Append(BridgeHome home, string tenant, AuditAnchor anchor)
    {
        PrivateFile.MakeFolder(home.Audits);
        var path = home.AuditHeads(tenant);
        var torn = EndsTorn(path);
        using var stream = PrivateFile.Append(path);
        stream.Write(Encoding.UTF8.GetBytes((torn ? "\n" : "") + anchor.ToLine() + "\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The signed heads of a file, oldest first, a line in memory at a time; null for a line that cannot be read.</summary>
    public static async IAsyncEnumerable<AuditAnchor?> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(path);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > 0)
                yield return line.Length > LongestLine ? null : AuditAnchor.OfLine(line);
        }
    }

    // A process may have died in the middle of a line; the next one must not be lost with it.
    private static bool EndsTorn(string path)
    {
        if (!File.Exists(path))
            return false;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (stream.Length == 0)
            return false;
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != '\n';
    }
}
