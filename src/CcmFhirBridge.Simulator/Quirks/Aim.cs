namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>Picks which requests a quirk hits: those from the n-th to the last one that match, counted since the quirk was added.</summary>
/// <param name="First">The first one hit, from 1.</param>
/// <param name="Times">How many in a row.</param>
/// <param name="Type">Only this FHIR type; null for all.</param>
/// <param name="WritesOnly">Reads are neither counted nor hit.</param>
public sealed record Aim(int First = 1, int Times = 1, string? Type = null, bool WritesOnly = true)
{
    private readonly Lock gate = new();
    private readonly HashSet<long> hit = [];
    private int seen;

    /// <summary>Every request, for good.</summary>
    public static Aim Everything => new(Times: int.MaxValue - 1, WritesOnly: false);

    /// <summary>Whether the request is hit; asked again for the same request it says the same.</summary>
    public bool Hits(QuirkContext context)
    {
        lock (gate)
            return hit.Contains(context.Request);
    }

    /// <summary>Counts the request; to be called once, before anything else.</summary>
    internal void Count(QuirkContext context)
    {
        if ((WritesOnly && !context.IsWrite) || (Type is not null && Type != context.Type))
            return;
        lock (gate)
        {
            seen++;
            if (seen >= First && seen - First < Times)
                hit.Add(context.Request);
        }
    }
}
