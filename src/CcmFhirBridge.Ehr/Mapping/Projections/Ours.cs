using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Tells what the bridge itself has written from what others have.</summary>
internal static class Ours
{
    public static bool AmongIdentifiers(ref JsonCursor json, CodeSystem ours)
    {
        var found = false;
        if (!json.EnterArray())
            return false;
        while (json.NextItem())
        {
            Elements.Identifier(ref json, out var system, out _);
            found |= system == ours;
        }

        return found;
    }
}
