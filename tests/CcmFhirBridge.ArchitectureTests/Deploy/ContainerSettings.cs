using System.Xml.Linq;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>What the project of the executable says about its container image, for <c>/t:PublishContainer</c>; the other descriptions are held against it.</summary>
internal static class ContainerSettings
{
    private static readonly XDocument s_settings = XDocument.Load(Path.Combine(Repository.Root, "src", "CcmFhirBridge", "Publishing.props"));
    private static readonly XDocument s_build = XDocument.Load(Path.Combine(Repository.Root, "src", "Directory.Build.props"));
    private static readonly XDocument s_project = XDocument.Load(Path.Combine(Repository.Root, "src", "CcmFhirBridge", "CcmFhirBridge.csproj"));

    public static string ImageName => s_settings.Descendants("ContainerRepository").Single().Value;

    public static string Version => s_build.Descendants("Version").Single().Value;

    public static string Framework => s_build.Descendants("TargetFramework").Single().Value;

    public static string User => s_settings.Descendants("ContainerUser").Single().Value;

    public static string Port => s_settings.Descendants("ContainerPort").Single().Attribute("Include")!.Value;

    public static string Folder => s_settings.Descendants("ContainerWorkingDirectory").Single().Value;

    public static string Program => $"{Folder}/{s_project.Descendants("AssemblyName").Single().Value}";

    public static IReadOnlyList<string> Arguments => s_settings.Descendants("ContainerDefaultArgs").Single().Attribute("Include")!.Value.Split(';');

    public static string Home => Environment["CCM_BRIDGE_HOME"];

    public static IReadOnlyDictionary<string, string> Environment => s_settings.Descendants("ContainerEnvironmentVariable")
        .ToDictionary(variable => variable.Attribute("Include")!.Value, variable => variable.Attribute("Value")!.Value, StringComparer.Ordinal);

    /// <summary>The image below it, where .NET is not published along.</summary>
    public static string BaseImage => s_settings.Descendants("ContainerBaseImage")
        .Single(image => image.Attribute("Condition")!.Value == "'$(PublishFor)' == ''").Value;
}
