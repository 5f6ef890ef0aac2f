namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>Finds the word that somebody most likely meant.</summary>
public static class NearestWord
{
    /// <summary>The nearest candidate, or null when none is near enough to be a slip of the pen.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Candidate is not null && best.Distance <= Math.Max(2, word.Length / 3) && best.Distance < best.Candidate.Length
            ? best.Candidate
            : null;
    }

    /// <summary>Edits between two words, letter case aside.</summary>
    public static int Distance(string left, string right)
    {
        // A word far longer than any key is no slip of the pen; the table must not grow with it.
        if (left.Length > 80 || right.Length > 80)
            return Math.Max(left.Length, right.Length);
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var cost = char.ToLowerInvariant(left[row - 1]) == char.ToLowerInvariant(right[column - 1]) ? 0 : 1;
                current[column] = Math.Min(Math.Min(current[column - 1], previous[column]) + 1, previous[column - 1] + cost);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
