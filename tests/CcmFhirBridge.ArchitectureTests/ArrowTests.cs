using System.Reflection;
using System.Xml.Linq;

namespace CcmFhirBridge.ArchitectureTests;

/// <summary>Who may know whom: the arrows between the projects, and which outside technology may enter where.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["CcmFhirBridge"] = ["Configuration", "Ehr", "Server", "Simulator", "Storage"],
        ["CcmFhirBridge.Server"] = ["Claims", "Pipeline"],
        ["CcmFhirBridge.Ehr"] = ["Claims", "Pipeline"],
        ["CcmFhirBridge.Storage"] = ["Pipeline"],
        ["CcmFhirBridge.Claims"] = ["Domain"],
        ["CcmFhirBridge.Configuration"] = ["Domain"],
        ["CcmFhirBridge.Pipeline"] = ["Domain"],
        ["CcmFhirBridge.Domain"] = [],
        ["CcmFhirBridge.Simulator"] = [],
    };

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_names_only_the_projects_that_its_arrows_allow(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));

        var referenced = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Select(name => name["CcmFhirBridge.".Length..])
            .Order(StringComparer.Ordinal);

        referenced.ShouldBe(Arrows[project].Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_what_lies_behind_its_arrows(string project)
    {
        var reachable = Reachable(project);

        var used = References(project).Where(name => name.StartsWith("CcmFhirBridge", StringComparison.Ordinal));

        used.Except(reachable).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Hl7.Fhir", "Claims Ehr Server")]
    [InlineData("Microsoft.Data.Sqlite", "Storage")]
    [InlineData("Npgsql", "Storage")]
    [InlineData("Dapper", "Storage")]
    [InlineData("YamlDotNet", "Configuration")]
    [InlineData("System.Net.Http", "Ehr Server")]
    [InlineData("Polly", "Ehr Server")]
    [InlineData("Spectre.Console", "")]
    [InlineData("Microsoft.AspNetCore", "Server Simulator")]
    public void An_outside_technology_enters_only_where_it_belongs(string technology, string allowed)
    {
        var allowedProjects = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => "CcmFhirBridge." + name)
            .Append("CcmFhirBridge").ToHashSet(StringComparer.Ordinal);

        var users = Arrows.Keys.Where(project => References(project).Any(name => name.StartsWith(technology, StringComparison.Ordinal)));

        users.Except(allowedProjects).ShouldBeEmpty();
    }

    [Fact]
    public void The_domain_depends_on_no_package()
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", "CcmFhirBridge.Domain", "CcmFhirBridge.Domain.csproj"));

        file.Descendants("PackageReference").ShouldBeEmpty();
    }

    private static HashSet<string> Reachable(string project)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Arrows[project].Select(name => "CcmFhirBridge." + name));
        while (open.TryPop(out var next))
        {
            if (found.Add(next))
                foreach (var further in Arrows[next])
                    open.Push("CcmFhirBridge." + further);
        }

        return found;
    }

    private static IEnumerable<string> References(string project)
    {
        var assemblyName = project == "CcmFhirBridge" ? "ccm-bridge" : project;
        return Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, assemblyName + ".dll"))
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!);
    }
}
