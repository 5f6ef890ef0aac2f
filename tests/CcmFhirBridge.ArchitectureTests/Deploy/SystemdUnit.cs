namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>A unit file: sections, and in each its directives in their order.</summary>
internal sealed class SystemdUnit
{
    private readonly List<(string Section, string Name, string Value)> _directives = [];

    public static SystemdUnit Read(string text)
    {
        var unit = new SystemdUnit();
        var section = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line[0] == '[' && line[^1] == ']')
                section = line[1..^1];
            else
                unit._directives.Add((section, Part(line, 0), Part(line, 1)));
        }

        return unit;
    }

    public IEnumerable<string> All(string section, string name) =>
        _directives.Where(directive => directive.Section == section && directive.Name == name).Select(directive => directive.Value);

    public string One(string section, string name) => All(section, name).Single();

    private static string Part(string line, int index)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? throw new InvalidDataException($"'{line}' is no directive.") : index == 0 ? line[..at].Trim() : line[(at + 1)..].Trim();
    }
}
