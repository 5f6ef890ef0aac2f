using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Histories;

/// <summary>
/// Everything that clients wrote, append-only: the ground truth of every test that asks what really happened.
/// With a file each line is handed to the operating system before the client gets its answer, so it outlives a killed process.
/// </summary>
public sealed class WriteHistory : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<WriteRecord> records = [];
    private readonly FileStream? file;
    private long sequence;

    public WriteHistory(string? path)
    {
        if (path is null)
            return;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        sequence = CountLines(file, out var torn);
        file.Seek(0, SeekOrigin.End);
        if (torn)
            file.WriteByte((byte)'\n');
    }

    /// <summary>What this process committed, in order.</summary>
    public IReadOnlyList<WriteRecord> Records
    {
        get { lock (gate) return [.. records]; }
    }

    public IReadOnlyList<WriteRecord> Of(string type) => [.. Records.Where(record => record.Type == type)];

    public IReadOnlyList<WriteRecord> WithIdentifier(string system, string value) =>
        [.. Records.Where(record => record.Identifiers.Contains(new TokenValue(system, value)))];

    public void Dispose() => file?.Dispose();

    internal void Append(string method, StoredVersion version)
    {
        lock (gate)
        {
            sequence++;
            var record = new WriteRecord(
                sequence, version.LastUpdated, method, version.Type, version.Id, version.Version, version.Index.Identifiers, version.Body);
            records.Add(record);
            if (file is null)
                return;
            byte[] line = [.. Line(record), (byte)'\n'];
            file.Write(line);
            file.Flush();
        }
    }

    internal byte[] ToNdjson()
    {
        using var text = new MemoryStream();
        foreach (var record in Records)
        {
            text.Write(Line(record));
            text.WriteByte((byte)'\n');
        }
        return text.ToArray();
    }

    private static byte[] Line(WriteRecord record)
    {
        var identifiers = new JsonArray();
        foreach (var identifier in record.Identifiers)
            identifiers.Add((JsonNode)new JsonObject { ["system"] = identifier.System, ["value"] = identifier.Value });
        return Json.Bytes(new JsonObject
        {
            ["sequence"] = record.Sequence,
            ["time"] = Instant.Write(record.Time),
            ["method"] = record.Method,
            ["type"] = record.Type,
            ["id"] = record.Id,
            ["version"] = record.Version,
            ["identifiers"] = identifiers,
            ["body"] = record.Body is null ? null : JsonNode.Parse(record.Body),
        });
    }

    /// <summary>A kill can leave half a line behind; it counts, and the next line starts on its own.</summary>
    private static long CountLines(FileStream file, out bool torn)
    {
        var buffer = new byte[65536];
        long lines = 0;
        byte last = (byte)'\n';
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            last = buffer[read - 1];
        }
        torn = last != (byte)'\n';
        return torn ? lines + 1 : lines;
    }
}
