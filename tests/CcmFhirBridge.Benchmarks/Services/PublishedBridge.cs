using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>The product as it is installed: self-contained and compiled ahead of time.</summary>
internal static class PublishedBridge
{
    /// <summary>Publishes it below a folder and names the executable.</summary>
    public static string Publish(string folder, [CallerFilePath] string caller = "")
    {
        var project = Path.GetFullPath("../../src/CcmFhirBridge/CcmFhirBridge.csproj", Path.GetDirectoryName(caller)!);
        var output = Path.Combine(folder, "published");
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", project, "-c", "Release", $"-p:PublishFor={RuntimeInformation.RuntimeIdentifier}", "-o", output, "-v", "q", "--nologo"])
        {
            UseShellExecute = false,
        })!;
        publish.WaitForExit();
        return publish.ExitCode == 0
            ? Path.Combine(output, "ccm-bridge")
            : throw new InvalidOperationException($"dotnet publish ended with {publish.ExitCode}.");
    }
}
