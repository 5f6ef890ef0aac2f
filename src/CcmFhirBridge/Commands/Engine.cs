using System.Reflection;

namespace CcmFhirBridge.Commands;

/// <summary>The version that every assessment names.</summary>
internal static class Engine
{
    public static string Version { get; } =
        typeof(Engine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
