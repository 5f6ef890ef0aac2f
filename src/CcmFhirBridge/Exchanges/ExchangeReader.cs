using System.Globalization;
using CcmFhirBridge.Pipeline.Exchanges;

namespace CcmFhirBridge.Exchanges;

/// <summary>Finds exchanges again.</summary>
internal sealed class ExchangeReader(ExchangeFolder folder)
{
    /// <summary>The last <paramref name="most"/> that a filter takes, oldest first, and how many lines could not be read.</summary>
    public (IReadOnlyList<KeptExchange> Exchanges, int Unreadable) List(ExchangeFilter filter, int most)
    {
        var found = new List<KeptExchange>();
        var unreadable = 0;
        foreach (var day in folder.Files().GroupBy(file => file.Day))
        {
            // An earlier day cannot hold anything newer than what was found.
            if (found.Count >= most || (filter.Since is { } since && day.Key < DateOnly.FromDateTime(since.UtcDateTime)))
                break;
            var ofDay = new PriorityQueue<KeptExchange, DateTimeOffset>();
            foreach (var (file, _, run) in day)
            {
                foreach (var (offset, line) in LinesOf(file))
                {
                    if (ExchangeLine.Parse(line) is not { } exchange)
                        unreadable++;
                    else if (filter.Takes(exchange))
                    {
                        ofDay.Enqueue(new KeptExchange(Id(file, offset), run, exchange), exchange.At);
                        if (ofDay.Count > most - found.Count)
                            ofDay.Dequeue();
                    }
                }
            }

            found.AddRange(ofDay.UnorderedItems.Select(item => item.Element));
        }

        return ([.. found.OrderBy(kept => kept.Exchange.At).ThenBy(kept => kept.Id, StringComparer.Ordinal)], unreadable);
    }

    /// <summary>The exchange of an id; null when there is none.</summary>
    public KeptExchange? Find(string id)
    {
        foreach (var (file, _, run) in folder.Files())
        {
            var prefix = Path.GetFileNameWithoutExtension(file) + ":";
            if (!id.StartsWith(prefix, StringComparison.Ordinal) || !long.TryParse(id.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted))
                continue;
            foreach (var (offset, line) in LinesOf(file))
            {
                if (offset == wanted)
                    return ExchangeLine.Parse(line) is { } exchange ? new KeptExchange(id, run, exchange) : null;
            }
        }

        return null;
    }

    private static string Id(string file, long offset) => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file)}:{offset}");

    // Beside a process that goes on writing: what has no end of line yet is not there yet.
    private static IEnumerable<(long Offset, byte[] Line)> LinesOf(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024);
        using var line = new MemoryStream();
        long offset = 0;
        long read = 0;
        for (var next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            read++;
            if (next != '\n')
            {
                line.WriteByte((byte)next);
                continue;
            }

            yield return (offset, line.ToArray());
            line.SetLength(0);
            offset = read;
        }
    }
}
