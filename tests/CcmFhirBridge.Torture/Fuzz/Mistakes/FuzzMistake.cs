using System.Collections.Immutable;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;

namespace CcmFhirBridge.Torture.Fuzz.Mistakes;

/// <summary>
/// A mistake that somebody could make, put between the service and its ports or around its answers; the service itself knows nothing of it.
/// The same requests must find each, or their silence would prove nothing.
/// </summary>
/// <param name="Name">Word for the command line.</param>
/// <param name="What">What is done wrongly.</param>
internal sealed record FuzzMistake(string Name, string What)
{
    public Func<ITenantSource, ITenantSource> Tenants { get; init; } = static source => source;

    public Action<WebApplication> Wrap { get; init; } = static _ => { };

    /// <summary>Whether tokens are looked at as they should be.</summary>
    public bool ForgetsTenantOfToken { get; init; }

    public IDoor? Door { get; private init; }

    public static ImmutableArray<FuzzMistake> All { get; } =
    [
        new("reads-any-tenant", "A reader that does not keep to the tenant who is asked.") { Tenants = static source => new CarelessTenants(source) },
        new("token-of-any-tenant", "A token is looked for in the tenant that it names, not in the one that is asked.") { ForgetsTenantOfToken = true },
        new("cursor-without-seal", "A link to a page is believed as it comes.") { Wrap = static app => app.Use(CarelessAnswers.BelieveCursors) },
        new("echoes-the-address", "A refusal repeats what was asked for.") { Wrap = static app => app.Use(CarelessAnswers.Echo) },
        new("tells-its-stack", "A refusal tells where in the code it was made.") { Wrap = static app => app.Use(CarelessAnswers.TellStack) },
        new("logs-the-address", "The log repeats what was asked for.") { Wrap = static app => app.Use(CarelessAnswers.Log) },
        new("labels-by-address", "A metric has a series for each address.") { Wrap = CarelessAnswers.Measure },
    ];

    /// <summary>The same for a service of its own.</summary>
    public FuzzMistake Begin() => ForgetsTenantOfToken ? this with { Door = new CarelessDoor() } : this;
}
