namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>A kustomization, as far as ours use what there is.</summary>
internal sealed record Kustomization
{
    public string ApiVersion { get; init; } = "";

    public string Kind { get; init; } = "";

    public string? Namespace { get; init; }

    public List<string> Resources { get; init; } = [];

    public List<KustomizedLabels> Labels { get; init; } = [];

    public List<KustomizedImage> Images { get; init; } = [];

    public Dictionary<string, bool> GeneratorOptions { get; init; } = [];

    public List<GeneratedConfigMap> ConfigMapGenerator { get; init; } = [];

    public List<KustomizedPatch> Patches { get; init; } = [];

    /// <summary>Files of its own folder that it takes in.</summary>
    public IEnumerable<string> Files => Resources.Where(resource => !resource.StartsWith("..", StringComparison.Ordinal))
        .Concat(ConfigMapGenerator.SelectMany(map => map.Files)).Concat(Patches.Select(patch => patch.Path));
}

/// <summary>Labels that everything gets.</summary>
internal sealed record KustomizedLabels
{
    public Dictionary<string, string> Pairs { get; init; } = [];

    public bool IncludeSelectors { get; init; }
}

/// <summary>An image under another name.</summary>
internal sealed record KustomizedImage
{
    public string Name { get; init; } = "";

    public string NewName { get; init; } = "";

    public string NewTag { get; init; } = "";
}

/// <summary>A ConfigMap made of files.</summary>
internal sealed record GeneratedConfigMap
{
    public string Name { get; init; } = "";

    public List<string> Files { get; init; } = [];
}

/// <summary>A file that changes what came before.</summary>
internal sealed record KustomizedPatch
{
    public string Path { get; init; } = "";
}
