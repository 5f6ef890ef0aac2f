using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>
/// Reads by reference what of the directory is named and no search has shown: many EHRs list nobody, or not everybody. Each is read once a sync, and kept
/// like any other resource. One that cannot be read stays unknown, and so does what rests on it; where the EHR has an error or no answer for one,
/// nothing of the type is taken for gone in this sync. After three of them in a row the others are left to the next sync.
/// </summary>
internal sealed class NamedDirectory(IEhrReader reader, IResourceStore store, AliasedMapping mapping, DirectoryNames names)
{
    private const int MostInARow = 3;

    // A role names a person and an organization, so it comes first.
    private static readonly string[] s_types = ["PractitionerRole", "Practitioner", "Organization", "Location"];

    /// <summary>Reads what is missing of the directory.</summary>
    /// <param name="read">What was read of each type, and the number of its read; what comes by reference is added.</param>
    /// <param name="whole">Read anew also what came by reference before.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<IReadOnlyList<(TypeSync Type, long Read)>> RunAsync(IReadOnlyList<(TypeSync Type, long Read)> read, bool whole, CancellationToken cancellation)
    {
        var all = read.ToList();
        foreach (var type in s_types)
        {
            var at = all.FindIndex(each => each.Type.ResourceType == type);
            if (at >= 0 && all[at].Type.Kind != ReadKind.NotGranted)
                all[at] = await ReadAsync(all[at].Type, all[at].Read, whole, cancellation);
        }

        return all;
    }

    private async Task<(TypeSync Type, long Read)> ReadAsync(TypeSync type, long read, bool whole, CancellationToken cancellation)
    {
        var known = await store.UnseenIdsAsync(type.ResourceType, long.MaxValue, cancellation);
        var wanted = names.Of(type.ResourceType).Except(known, StringComparer.Ordinal).Concat(await AgainAsync(type, read, whole, known, cancellation)).ToList();
        if (wanted.Count == 0)
            return (type, read);
        if (read == 0)
            read = await store.BeginReadAsync(type.ResourceType, cancellation);
        var inARow = 0;
        foreach (var id in wanted)
        {
            (type, var isAnswered) = await ReadAsync(type, read, id, cancellation);
            inARow = isAnswered ? 0 : inARow + 1;
            if (inARow == MostInARow)
                break;
        }

        if (names.AreTooMany)
            type = type with { Warnings = [.. type.Warnings, "not read whole by reference: more of it is named than can be read one by one"] };
        return (type, read);
    }

    // What a full read of a type has not listed is gone, or never was listed.
    private async Task<IReadOnlyList<string>> AgainAsync(TypeSync type, long read, bool whole, IReadOnlyList<string> known, CancellationToken cancellation)
    {
        if (type.Kind == ReadKind.NotOffered)
            return whole ? known : [];
        return type is { Kind: ReadKind.Full, PossiblyIncomplete: false } ? await store.UnseenIdsAsync(type.ResourceType, read, cancellation) : [];
    }

    private async Task<(TypeSync Type, bool IsAnswered)> ReadAsync(TypeSync type, long read, string id, CancellationToken cancellation)
    {
        var isAnswered = true;
        await foreach (var page in reader.ReadAsync(new ResourceQuery(type.ResourceType, null, null) { Id = id }, cancellation))
        {
            var resources = page.Resources.Select(json => new ResourceToStore(json, mapping.Project(json))).ToList();
            foreach (var resource in resources)
                names.Note(resource);
            var stored = resources.Count == 0 ? default : await store.StorePageAsync(read, resources, null, cancellation);
            type = type with
            {
                Read = type.Read + resources.Count,
                ByReference = type.ByReference + resources.Count,
                Stored = type.Stored + stored,
                Gaps = [.. type.Gaps, .. page.Gaps],
            };
            if (!page.PossiblyIncomplete)
                continue;
            isAnswered = false;
            type = type with { KeepsUnseen = true };
        }

        return (type, isAnswered);
    }
}
