using System.CommandLine;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Ehr.Reading.Files;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Commands;

/// <summary><c>profiles pack|list</c>: our FHIR package as other people's tools take it, and what a package holds.</summary>
internal static class ProfilesCommand
{
    public static Command Create(CommandEnvironment environment) => new("profiles", "Write our FHIR package for other tools, and list what a FHIR package holds.")
    {
        Pack(environment),
        List(environment),
    };

    private static Command Pack(CommandEnvironment environment)
    {
        var output = new Option<string>("--output") { Description = "File that the package is written to, such as package.tgz; - for standard output.", HelpName = "FILE", Required = true };
        var command = new Command("pack", "Write our FHIR package as a .tgz in npm form. The same build writes the same bytes.") { output };
        command.SetAction(async (call, cancellation) =>
        {
            await using var target = new OutputTarget(call.GetRequiredValue(output), environment);
            BridgePackage.Pack(target.Stream);
            await target.CompleteAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(CommandEnvironment environment)
    {
        var package = new Option<string?>("--package") { Description = "A FHIR package as .tgz; ours when not given.", HelpName = "FILE" };
        var command = new Command("list", "List the canonicals and identifier systems of a package.") { package };
        command.SetAction(call =>
        {
            ProfilesOutput.Write(environment, call.GetValue(GlobalOptions.Json), Read(environment, call.GetValue(package)));
            return ExitCode.Done;
        });
        return command;
    }

    private static FhirPackageSource Read(CommandEnvironment environment, string? named)
    {
        if (named is null)
        {
            using var ours = new MemoryStream();
            BridgePackage.Pack(ours);
            ours.Position = 0;
            return FhirPackageSource.FromTgz(ours);
        }

        var path = environment.PathOf(named);
        if (!File.Exists(path))
            throw new UsageException($"--package {named} is not a file. Name a FHIR package such as package.tgz.");
        try
        {
            using var file = File.OpenRead(path);
            return FhirPackageSource.FromTgz(file);
        }
        catch (FhirPackageException refused)
        {
            throw new InputException($"{named}: {refused.Message}", refused);
        }
    }
}
