using System.Globalization;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The image that Docker builds is the one that the project describes, and compose runs it closed.</summary>
[Checks("container/Dockerfile", "container/Dockerfile.dockerignore", "container/compose.yaml")]
public sealed class ContainerTests
{
    private static readonly Dockerfile s_file = Dockerfile.Read(Deployed.Text("container/Dockerfile"));
    private static readonly ComposeFile s_compose = Deployed.Yaml<ComposeFile>("container/compose.yaml");

    private static ComposeService Service => s_compose.Services["ccm-bridge"];

    [Fact]
    public void The_stages_stand_on_the_sdk_of_our_framework_and_on_the_image_that_the_project_names()
    {
        var version = ContainerSettings.Framework["net".Length..];

        s_file.Images.Count.ShouldBe(2);
        s_file.Images[0].ShouldStartWith($"mcr.microsoft.com/dotnet/sdk:{version}");
        s_file.Images[1].ShouldBe(ContainerSettings.BaseImage);
        s_file.Images[1].ShouldContain($":{version}-");
    }

    [Fact]
    public void The_image_runs_as_the_user_whom_the_project_names_and_that_is_not_root()
    {
        s_file.Last("USER").ShouldBe(ContainerSettings.User);
        ContainerSettings.User.Split(':').ShouldAllBe(id => int.Parse(id, CultureInfo.InvariantCulture) > 0);
        s_file.All(1, "COPY").Single(copy => copy.Contains("--chown", StringComparison.Ordinal)).ShouldContain($"--chown={ContainerSettings.User} ");
    }

    [Fact]
    public void The_image_starts_the_published_program_as_the_project_says()
    {
        s_file.LastList("ENTRYPOINT").ShouldBe([ContainerSettings.Program]);
        s_file.LastList("CMD").ShouldBe(ContainerSettings.Arguments);
        s_file.Last("EXPOSE").ShouldBe(ContainerSettings.Port);
        s_file.Last("STOPSIGNAL").ShouldBe("SIGTERM");
        s_file.All(1, "COPY")[0].ShouldEndWith($" {ContainerSettings.Folder}/");
        ProgramCall.Read(s_file.LastList("CMD")).Urls.ShouldBe("http://0.0.0.0:" + ContainerSettings.Port);
    }

    [Fact]
    public void The_image_keeps_its_home_where_the_project_says()
    {
        var environment = s_file.All(1, "ENV").SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

        environment.ShouldBe(ContainerSettings.Environment, ignoreOrder: true);
        s_file.LastList("VOLUME").ShouldBe([ContainerSettings.Home]);
        s_file.All(1, "COPY").ShouldContain(copy => copy.EndsWith($" {ContainerSettings.Home}/", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_copied_into_the_build_is_what_the_build_needs_and_all_of_it_is_admitted()
    {
        var copied = s_file.All(0, "COPY").SelectMany(line => line.Split(' ')[..^1]).Select(path => path.TrimEnd('/')).ToList();
        var admitted = Deployed.Text("container/Dockerfile.dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]);
        // Files of the root that MSBuild, NuGet or the compiler find by themselves.
        var atRoot = Directory.EnumerateFiles(Repository.Root).Select(file => Path.GetFileName(file)!)
            .Where(name => name is ".editorconfig" or ".globalconfig" or "global.json" || name.StartsWith("Directory.", StringComparison.Ordinal)
                || name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase));

        copied.ShouldBe(["src", "fhir-profiles", .. atRoot], ignoreOrder: true);
        admitted.ShouldBe(copied, ignoreOrder: true);
    }

    [Fact]
    public void Nothing_that_the_projects_take_in_lies_outside_of_what_is_copied()
    {
        var source = Path.Combine(Repository.Root, "src");
        var outside = from project in Repository.Files("*.csproj", "*.props", "*.targets")
                      where project.StartsWith(source + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                      from Match match in Regex.Matches(File.ReadAllText(project), "\"(?<path>\\.\\./[^\"$]*)\"", RegexOptions.NonBacktracking)
                      let path = Repository.Relative(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, match.Groups["path"].Value)))
                      where !path.StartsWith("src/", StringComparison.Ordinal) && !path.StartsWith("fhir-profiles", StringComparison.Ordinal)
                      select $"{Repository.Relative(project)}: {path}";

        outside.ShouldBeEmpty();
    }

    [Fact]
    public void Compose_runs_it_closed()
    {
        Service.ReadOnly.ShouldBeTrue();
        Service.CapDrop.ShouldBe(["ALL"]);
        Service.SecurityOpt.ShouldContain("no-new-privileges:true");
        Service.User.ShouldBe(ContainerSettings.User);
        Service.PidsLimit.ShouldBeGreaterThan(0);
        Service.MemLimit.ShouldNotBeEmpty();
        Service.Tmpfs.ShouldHaveSingleItem().ShouldContain("noexec");
        Service.Ports.ShouldHaveSingleItem().ShouldBe($"127.0.0.1:8080:{ContainerSettings.Port}");
    }

    [Fact]
    public void Compose_waits_longer_for_the_end_than_the_program_drains() =>
        TimeSpan.FromSeconds(int.Parse(Service.StopGracePeriod.TrimEnd('s'), CultureInfo.InvariantCulture))
            .ShouldBeGreaterThan(ProgramCall.Read(s_file.LastList("CMD")).DrainTime);

    [Fact]
    public void Compose_mounts_into_the_home_of_the_image_and_every_volume_is_there()
    {
        var mounts = Service.Volumes.Select(volume => volume.Split(':')).ToList();

        mounts.Select(mount => mount[1]).ShouldBe([ContainerSettings.Home, ContainerSettings.Home + "/tenants"]);
        mounts[1].ShouldBe(["./tenants", ContainerSettings.Home + "/tenants", "ro"]);
        s_compose.Volumes.Keys.ShouldBe([mounts[0][0]]);
    }

    [Fact]
    public void Compose_builds_the_image_that_the_project_names()
    {
        Service.Image.ShouldBe($"{ContainerSettings.ImageName}:{ContainerSettings.Version}");
        var context = Path.GetFullPath(Path.Combine(Deployed.PathOf("container"), Service.Build.Context));
        context.ShouldBe(Path.GetFullPath(Repository.Root));
        File.Exists(Path.Combine(context, Service.Build.Dockerfile)).ShouldBeTrue();
        Service.Environment.Keys.ShouldAllBe(name => KnownVariables.Has(name));
    }
}
