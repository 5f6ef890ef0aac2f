using System.Text.Json;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The instructions of a Dockerfile, one a line however it was broken.</summary>
internal sealed class Dockerfile
{
    private readonly List<List<(string Name, string Value)>> _stages = [];

    /// <summary>The base image of each stage.</summary>
    public IReadOnlyList<string> Images => [.. _stages.Select(stage => stage[0].Value.Split(' ')[0])];

    public static Dockerfile Read(string text)
    {
        var file = new Dockerfile();
        var lines = text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && line[0] != '#');
        foreach (var line in string.Join('\n', lines).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        {
            var parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts[0] == "FROM")
                file._stages.Add([]);
            file._stages[^1].Add((parts[0], parts[1]));
        }

        return file;
    }

    /// <summary>What all instructions of that name of a stage say.</summary>
    public IReadOnlyList<string> All(int stage, string name) => [.. _stages[stage].Where(line => line.Name == name).Select(line => line.Value)];

    public string Last(string name) => All(_stages.Count - 1, name)[^1];

    public string[] LastList(string name) => JsonSerializer.Deserialize<string[]>(Last(name))!;
}
