using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Tells what the bridge itself has written from what others have.</summary>
internal static class Ours
{
    public static bool AmongIdentifiers(ref JsonCursor json, CodeSystem ours) => AmongIdentifiers(ref json, ours, out _);

    /// <summary>Answers the shortest as well: an identifier of a revision begins with the one that all revisions share.</summary>
    public static bool AmongIdentifiers(ref JsonCursor json, CodeSystem ours, out Text identifier)
    {
        var found = false;
        identifier = default;
        if (!json.EnterArray())
            return false;
        while (json.NextItem())
        {
            Elements.Identifier(ref json, out var system, out var value);
            if (system != ours)
                continue;
            if (!found || value.Length < identifier.Length)
                identifier = value;
            found = true;
        }

        return found;
    }
}
