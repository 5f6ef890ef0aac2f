using System.Reflection;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Commands;

/// <summary>The version that every assessment names.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Engine Engine { get; } = new(Text);
}
