using System.Runtime.CompilerServices;
using System.Text;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>An EHR to read from: lines by type, two a page.</summary>
public sealed class FakeReader : IEhrReader
{
    public SortedDictionary<string, List<string>> Lines { get; } = [];

    public HashSet<string> NotOffered { get; } = [];

    public HashSet<string> Incomplete { get; } = [];

    public bool OffersChanges { get; set; } = true;

    /// <summary>Type whose second page cannot be read.</summary>
    public string? FailsAt { get; set; }

    public List<ResourceQuery> Asked { get; } = [];

    public void Add(params string[] lines)
    {
        foreach (var line in lines)
            AddTo(line.Split('/', ' ')[0], line);
    }

    /// <summary>A line that the search of another type brings along.</summary>
    public void AddTo(string type, string line)
    {
        if (!Lines.TryGetValue(type, out var list))
            Lines[type] = list = [];
        list.Add(line);
    }

    public Task<bool> OffersChangesAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(OffersChanges);

    public Task<bool> OffersAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(!NotOffered.Contains(resourceType));

    public async IAsyncEnumerable<ResourcePage> ReadAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Asked.Add(query);
        var lines = Lines.GetValueOrDefault(query.ResourceType) ?? [];
        var since = query.UpdatedSince is { } at ? (int)(at - LineMapping.Epoch).TotalMinutes : int.MinValue;
        foreach (var page in lines.Where(line => line.Split(' ') is not [_, _, var minutes, ..] || int.Parse(minutes) >= since).Chunk(2).Index())
        {
            await Task.Yield();
            if (page.Index == 1 && FailsAt == query.ResourceType)
                throw new EhrException(EhrFailure.ServerError, "503 for longer than we retry");
            yield return new ResourcePage(
                query.ResourceType, [.. page.Item.Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line))],
                Incomplete.Contains(query.ResourceType), []);
        }
    }
}
