using System.CommandLine;

namespace CcmFhirBridge.Commands;

/// <summary>Options that every command understands.</summary>
internal static class GlobalOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON for machines instead of tables for people.",
        Recursive = true,
    };

    public static readonly Option<string?> Home = new("--home")
    {
        Description = "Home folder with tenants/*.yaml and data/; else CCM_BRIDGE_HOME, else ./ccm-home.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>A tenant of the home folder, or a tenant file.</summary>
    public static Option<string> Tenant() => new("--tenant")
    {
        Description = "Slug of a tenant of the home folder, or the path of a tenant file.",
        HelpName = "SLUG|FILE",
        Required = true,
    };
}
