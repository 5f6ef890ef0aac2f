using System.Collections.Immutable;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The quirks in force, in the order they were added; may change while the server runs.</summary>
public sealed class QuirkList
{
    private ImmutableArray<IQuirk> quirks = [];

    public void Add(IQuirk quirk) => ImmutableInterlocked.Update(ref quirks, list => list.Add(quirk));

    public void Remove(IQuirk quirk) => ImmutableInterlocked.Update(ref quirks, list => list.Remove(quirk));

    public void Clear() => ImmutableInterlocked.Update(ref quirks, list => list.Clear());

    /// <summary>The quirks of one request: it meets the same ones from start to end.</summary>
    internal ImmutableArray<IQuirk> InForce() => quirks;
}
