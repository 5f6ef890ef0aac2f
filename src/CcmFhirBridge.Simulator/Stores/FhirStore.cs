using System.Globalization;
using System.Text.Json;

namespace CcmFhirBridge.Simulator.Stores;

/// <summary>All versions of all resources of the simulated EHR, in memory. One lock: a simulator need not be fast, it must be right.</summary>
public sealed class FhirStore(TimeProvider time)
{
    private readonly Dictionary<string, Dictionary<string, List<StoredVersion>>> types = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Identifier), HashSet<string>> bearers = [];
    private List<StoredVersion>? journal;
    private DateTimeOffset lastStamp = DateTimeOffset.MinValue;
    private int lastAssigned;

    /// <summary>Held by whoever needs several calls to be one.</summary>
    internal Lock Gate { get; } = new();

    public IReadOnlyList<string> Types
    {
        get { lock (Gate) return [.. types.Keys.Order(StringComparer.Ordinal)]; }
    }

    public int Count(string type) => Current(type).Count;

    /// <summary>The server's clock: never behind a version that it has handed out.</summary>
    public DateTimeOffset Now()
    {
        lock (Gate)
        {
            var now = Instant.Truncate(time.GetUtcNow());
            return now > lastStamp ? now : lastStamp;
        }
    }

    /// <summary>The newest version, deletion included; null when the id was never used.</summary>
    public StoredVersion? Read(string type, string id)
    {
        lock (Gate)
            return Versions(type, id) is [.., var last] ? last : null;
    }

    public StoredVersion? Read(string type, string id, string version)
    {
        lock (Gate)
            return Versions(type, id).Find(stored => stored.Version.ToString(CultureInfo.InvariantCulture) == version);
    }

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<StoredVersion> History(string type, string id)
    {
        lock (Gate)
            return [.. Enumerable.Reverse(Versions(type, id))];
    }

    /// <summary>What is there now of a type, oldest change first.</summary>
    public IReadOnlyList<StoredVersion> Current(string type)
    {
        lock (Gate)
        {
            return types.TryGetValue(type, out var ids) ? Current(ids.Values) : [];
        }
    }

    /// <summary>What is there now of those of a type that have, or once had, an identifier of one of these values, oldest change first.</summary>
    internal IReadOnlyList<StoredVersion> Current(string type, IReadOnlyList<string> identifiers)
    {
        lock (Gate)
        {
            var ids = identifiers.SelectMany(identifier => bearers.GetValueOrDefault((type, identifier)) ?? []);
            return Current(ids.Distinct(StringComparer.Ordinal).Select(id => Versions(type, id)));
        }
    }

    /// <summary>Stores a new version under the server's clock.</summary>
    public StoredVersion Put(string type, string id, JsonElement resource)
    {
        lock (Gate)
        {
            var version = NextVersion(type, id);
            return Commit(type, id, version, Stamp(), resource);
        }
    }

    /// <summary>Stores what was loaded from outside and keeps the version and the time that it brings, as far as they go forward.</summary>
    public StoredVersion Load(string type, string id, JsonElement resource)
    {
        lock (Gate)
        {
            var meta = resource.TryGetProperty("meta", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
            var version = NextVersion(type, id);
            if (MetaText(meta, "versionId") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given >= version)
                version = given;
            var previous = Versions(type, id) is [.., var last] ? last.LastUpdated : DateTimeOffset.MinValue;
            var keeps = Instant.TryRead(MetaText(meta, "lastUpdated"), out var span) && Instant.Truncate(span.Start) > previous && span.Start <= time.GetUtcNow();
            if (!keeps)
                return Commit(type, id, version, Stamp(), resource);
            var at = Instant.Truncate(span.Start);
            lastStamp = at > lastStamp ? at : lastStamp;
            return Commit(type, id, version, at, resource);
        }
    }

    /// <summary>Marks as deleted; earlier versions stay. Null when there is nothing to delete.</summary>
    public StoredVersion? Delete(string type, string id)
    {
        lock (Gate)
        {
            if (Versions(type, id) is not [.., { Deleted: false }])
                return null;
            var deletion = new StoredVersion(type, id, NextVersion(type, id), Stamp(), Body: null, SearchIndex.Empty);
            Append(deletion);
            return deletion;
        }
    }

    /// <summary>An id that no resource of the type has had.</summary>
    internal string AssignId(string type)
    {
        lock (Gate)
        {
            string id;
            do
            {
                lastAssigned++;
                id = $"sim-{lastAssigned}";
            }
            while (Versions(type, id).Count > 0);
            return id;
        }
    }

    /// <summary>Runs the work so that it leaves nothing behind when it throws.</summary>
    internal T Atomically<T>(Func<T> work)
    {
        lock (Gate)
        {
            var outer = journal;
            journal = [];
            try
            {
                var result = work();
                outer?.AddRange(journal);
                return result;
            }
            catch
            {
                foreach (var version in journal)
                    types[version.Type][version.Id].Remove(version);
                throw;
            }
            finally
            {
                journal = outer;
            }
        }
    }

    private StoredVersion Commit(string type, string id, int version, DateTimeOffset at, JsonElement resource)
    {
        var stored = new StoredVersion(type, id, version, at, ResourceBody.Stamp(resource, id, version, at), SearchIndex.Of(resource));
        Append(stored);
        return stored;
    }

    private void Append(StoredVersion version)
    {
        if (!types.TryGetValue(version.Type, out var ids))
            types[version.Type] = ids = new Dictionary<string, List<StoredVersion>>(StringComparer.Ordinal);
        if (!ids.TryGetValue(version.Id, out var versions))
            ids[version.Id] = versions = [];
        versions.Add(version);
        foreach (var identifier in version.Index.Identifiers)
        {
            if (!bearers.TryGetValue((version.Type, identifier.Value), out var bearing))
                bearers[(version.Type, identifier.Value)] = bearing = new HashSet<string>(StringComparer.Ordinal);
            bearing.Add(version.Id);
        }

        journal?.Add(version);
    }

    private static IReadOnlyList<StoredVersion> Current(IEnumerable<List<StoredVersion>> resources) =>
        [.. resources.Where(versions => versions.Count > 0).Select(versions => versions[^1]).Where(version => !version.Deleted)
            .OrderBy(version => version.LastUpdated).ThenBy(version => version.Id, StringComparer.Ordinal)];

    private List<StoredVersion> Versions(string type, string id) =>
        types.TryGetValue(type, out var ids) && ids.TryGetValue(id, out var versions) ? versions : [];

    private int NextVersion(string type, string id) => Versions(type, id) is [.., var last] ? last.Version + 1 : 1;

    private DateTimeOffset Stamp()
    {
        var now = Instant.Truncate(time.GetUtcNow());
        lastStamp = now > lastStamp ? now : lastStamp + Instant.Step;
        return lastStamp;
    }

    private static string? MetaText(JsonElement meta, string name) =>
        meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
