namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>A compose file, as far as ours uses what there is.</summary>
internal sealed record ComposeFile
{
    public string Name { get; init; } = "";

    public Dictionary<string, ComposeService> Services { get; init; } = [];

    public Dictionary<string, object?> Volumes { get; init; } = [];

    public Dictionary<string, ComposeSecret> Secrets { get; init; } = [];
}

/// <summary>Where a secret lies on the machine.</summary>
internal sealed record ComposeSecret
{
    public string File { get; init; } = "";
}

/// <summary>One service.</summary>
internal sealed record ComposeService
{
    public string Image { get; init; } = "";

    public ComposeBuild Build { get; init; } = new();

    public string Restart { get; init; } = "";

    public string User { get; init; } = "";

    public bool ReadOnly { get; init; }

    public List<string> CapDrop { get; init; } = [];

    public List<string> SecurityOpt { get; init; } = [];

    public int PidsLimit { get; init; }

    public string MemLimit { get; init; } = "";

    public string StopGracePeriod { get; init; } = "";

    public List<string> Tmpfs { get; init; } = [];

    public List<string> Ports { get; init; } = [];

    public List<string> Volumes { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    public List<string> Secrets { get; init; } = [];

    public Dictionary<string, object?> DependsOn { get; init; } = [];

    public Dictionary<string, object?> Healthcheck { get; init; } = [];
}

/// <summary>How its image is made.</summary>
internal sealed record ComposeBuild
{
    public string Context { get; init; } = "";

    public string Dockerfile { get; init; } = "";
}
