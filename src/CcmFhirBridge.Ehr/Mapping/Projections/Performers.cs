using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Reads <c>performer</c> of ChargeItem and Procedure: who, and for which practice.</summary>
internal static class Performers
{
    private static readonly Keys Properties = Keys.Of(Key.Actor, Key.OnBehalfOf);

    public static void Read(ref JsonCursor json, Projection into, ServiceDraft draft)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            while (json.NextProperty(Properties))
                draft.ReadWho(ref json, into);
        }
    }
}
