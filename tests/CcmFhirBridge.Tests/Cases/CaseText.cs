namespace CcmFhirBridge.Tests.Cases;

/// <summary>One case: a sentence of the rules, what is put beside the plain patient, and what must come out.</summary>
internal sealed record CaseText(string Sentence, IReadOnlyList<string> Lines, IReadOnlyList<string> Expected)
{
    /// <summary>
    /// Reads a table of cases. <c>#</c> begins a case with its sentence, <c>=</c> states the answer for a patient, <c>?</c> a finding;
    /// every other line is a resource or a setting (see <see cref="CaseRun"/>).
    /// </summary>
    public static IEnumerable<CaseText> Read(string table)
    {
        string? sentence = null;
        var lines = new List<string>();
        var expected = new List<string>();
        foreach (var line in table.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line[0] == '#')
            {
                if (sentence is not null)
                    yield return new CaseText(sentence, [.. lines], [.. expected]);
                sentence = line[1..].Trim();
                lines.Clear();
                expected.Clear();
            }
            else if (line[0] is '=' or '?')
            {
                expected.Add(line);
            }
            else
            {
                lines.Add(line);
            }
        }

        if (sentence is not null)
            yield return new CaseText(sentence, [.. lines], [.. expected]);
    }
}
