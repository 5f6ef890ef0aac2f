using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Validators;

/// <summary>
/// Our FHIR package, its examples, and what the bridge writes for a practice, before validators that nobody here wrote. What they look at and
/// what they do not is written in <c>fhir-validators/validate.mjs</c>.
/// </summary>
internal sealed class ValidatorRun(int seed, int patients, TextWriter output)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var program = await NpmFolder.InstallAsync("Validators/fhir-validators", cancellation);
        var folder = Directory.CreateTempSubdirectory("ccm-validators-");
        try
        {
            WritePackage(folder);
            WriteInvalid(folder);
            await WriteWhatIsWrittenAsync(folder.CreateSubdirectory("written"), cancellation);
            return await ValidateAsync(program, folder.FullName, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void WritePackage(DirectoryInfo folder)
    {
        folder.CreateSubdirectory("package/examples");
        foreach (var file in BridgePackage.Files())
            File.WriteAllBytes(Path.Combine(folder.FullName, "package", file.Name), file.Content);
    }

    private static void WriteInvalid(DirectoryInfo folder)
    {
        var invalid = folder.CreateSubdirectory("invalid");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(NpmFolder.Repository, "fhir-profiles", "examples", "invalid")))
            File.Copy(file, Path.Combine(invalid.FullName, Path.GetFileName(file)));
    }

    // A practice with its EHR: read, closed by the product itself, and what the EHR then has of claims and charges.
    private async Task WriteWhatIsWrittenAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        var setting = new AttackSetting(seed, 0, AttackStore.Sqlite, patients);
        await using var practice = await AttackedPractice.StartAsync(setting, null, cancellation);
        using (var close = practice.Close())
        {
            var end = await close.EndAsync(AttackedPractice.Patience, cancellation);
            if (!ChildClose.Of(end).Settled)
                throw new InvalidOperationException($"The month was not closed, exit code {end.Exit}: {end.Error}");
        }

        foreach (var record in practice.Ehr.History.Records)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{record.Type}-{record.Sequence}.json");
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name), record.Body ?? throw new InvalidOperationException($"{name} was deleted."), cancellation);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "MeasureReport.json"), await practice.ReportAsync(cancellation), cancellation);
    }

    private async Task<int> ValidateAsync(string program, string folder, CancellationToken cancellation)
    {
        // Medplum's library names WebSocket when it is loaded, which Node 20 has behind a flag only.
        using var node = Process.Start(new ProcessStartInfo("node", ["--experimental-websocket", "validate.mjs", folder])
        {
            WorkingDirectory = program,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        await output.WriteAsync(await node.StandardOutput.ReadToEndAsync(cancellation));
        await node.WaitForExitAsync(cancellation);
        return node.ExitCode;
    }
}
