using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Ehr.Reading.Files;
using CcmFhirBridge.Pipeline.Decisions;

namespace CcmFhirBridge.Commands;

/// <summary>A file of decisions: NDJSON, one a line, as <c>decide list --json</c> writes it.</summary>
internal static class DecisionFile
{
    private const long MostBytes = 64 << 20;

    /// <summary>All decisions of the file; one that is there twice counts once.</summary>
    /// <exception cref="InputException">The file cannot be read, or a line is no decision; the message names file and line and the fix.</exception>
    public static IReadOnlyList<HumanDecision> Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new InputException($"{path} does not exist. Name a file of decisions, one JSON object a line.");
        if (file.Length > MostBytes)
            throw new InputException($"{path} is larger than 64 MiB, more than decisions of people ever are. Check that it is the right file.");
        var decisions = new Dictionary<string, HumanDecision>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                var decision = DecisionJson.Read(System.Text.Encoding.UTF8.GetBytes(line));
                decisions.TryAdd(decision.Id, decision);
            }
            catch (DecisionFormatException wrong)
            {
                throw new InputException($"{path}:{number}: {wrong.Message}", wrong);
            }
        }

        return [.. decisions.Values];
    }
}
