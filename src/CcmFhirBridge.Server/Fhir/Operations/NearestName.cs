namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>Finds the name that somebody most likely meant.</summary>
internal static class NearestName
{
    private const int Longest = 40;

    /// <summary>The known name with the fewest edits between them, letter case aside; null when none is near enough to be a slip of the pen.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > Longest)
            return null;
        var (best, edits) = known.Select(candidate => (candidate, Edits(name, candidate))).MinBy(static pair => pair.Item2);
        return edits <= Math.Max(2, name.Length / 3) ? best : null;
    }

    private static int Edits(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        foreach (var (row, letter) in left.Index())
        {
            var current = new int[right.Length + 1];
            current[0] = row + 1;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = char.ToLowerInvariant(letter) == char.ToLowerInvariant(right[column - 1]) ? 0 : 1;
                current[column] = Math.Min(Math.Min(current[column - 1], previous[column]) + 1, previous[column - 1] + same);
            }

            previous = current;
        }

        return previous[^1];
    }
}
