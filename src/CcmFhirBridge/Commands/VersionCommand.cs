using System.CommandLine;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Commands;

/// <summary><c>version</c>: what decides here, to the byte.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("version", "Print the version of the engine and of the rule packs.");
        command.SetAction(call =>
        {
            var pack = HomeRules.Read(CommandHome.Of(call, environment)).Pack;
            if (call.GetValue(GlobalOptions.Json))
            {
                JsonLine.Write(environment.Out, writer =>
                {
                    writer.WriteString("engine", ProductVersion.Text);
                    writer.WriteStartArray("rulePacks");
                    writer.WriteStringValue(pack.Version);
                    writer.WriteEndArray();
                });
                return ExitCode.Done;
            }

            environment.Out.WriteLine($"ccm-bridge {ProductVersion.Text}");
            environment.Out.WriteLine($"rule pack {pack.Version}");
            return ExitCode.Done;
        });
        return command;
    }
}
