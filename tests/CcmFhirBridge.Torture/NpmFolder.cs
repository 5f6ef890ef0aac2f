using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CcmFhirBridge.Torture;

/// <summary>Programs of somebody else's packages, installed outside of the source.</summary>
internal static class NpmFolder
{
    /// <summary>Gets the packages that a folder of this project names and locks, once for every lock.</summary>
    /// <param name="name">The folder, below this project.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The folder that the program runs from.</returns>
    /// <exception cref="InvalidOperationException">npm did not get the packages.</exception>
    public static async Task<string> InstallAsync(string name, CancellationToken cancellation)
    {
        var source = Path.Combine(Source(), name);
        var folder = Directory.CreateDirectory(Path.Combine(Artifacts, Path.GetFileName(name))).FullName;
        var locked = Path.Combine(folder, "package-lock.json");
        var wanted = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"), cancellation);
        var there = File.Exists(locked) && Directory.Exists(Path.Combine(folder, "node_modules")) && await File.ReadAllTextAsync(locked, cancellation) == wanted;
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (there)
            return folder;
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder, UseShellExecute = false })!;
        await npm.WaitForExitAsync(cancellation);
        return npm.ExitCode == 0 ? folder : throw new InvalidOperationException($"npm ci in {folder} ended with {npm.ExitCode}.");
    }

    /// <summary>The checkout that this was built from.</summary>
    public static string Repository { get; } = Path.GetFullPath("../..", Source());

    private static string Artifacts => Path.Combine(Repository, "artifacts", "peers");

    private static string Source([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
