using System.Net;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Health;
using CcmFhirBridge.Server.Operators;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server;

/// <summary>What the service is built from.</summary>
public sealed record BridgeServerOptions
{
    /// <summary>Addresses to listen on. Only this machine by default: health details name tenants.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Where others reach the service, as they see it through a proxy; the first of <see cref="Urls"/> when null. Links and token audiences are made from it, never from what a request says.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Who may look at the status page, the metrics and the detail of the health checks.</summary>
    public OperatorNetworks Operators { get; init; } = OperatorNetworks.None;

    /// <summary>Proxies that end TLS before this service: of these alone <c>X-Forwarded-Proto</c> and <c>X-Forwarded-For</c> are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>How often clients may ask.</summary>
    public DoorLimits DoorLimits { get; init; } = new();

    /// <summary>Which tenants there are, now and later.</summary>
    public required ITenantSource Tenants { get; init; }

    /// <summary>The public key set (RFC 7517, JSON) of a tenant; null when it signs nothing.</summary>
    public Func<Tenant, string?> PublicKeys { get; init; } = _ => null;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a stop waits for what is in flight before it is abandoned; shorter than the half minute that orchestrators grant.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Practice time (Monday to Friday, 08:00 to 18:00) without a new Encounter after which a tenant counts as silent; null: never.
    /// The default is two working days and a half, so that one public holiday alarms nobody.
    /// </summary>
    public TimeSpan? SilenceAfter { get; init; } = EncounterSilence.Default;

    /// <summary>Standard <c>OTEL_*</c> settings that go before those of the environment.</summary>
    public IReadOnlyDictionary<string, string?> Telemetry { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Version for the status page.</summary>
    public string Version { get; init; } = "0";

    /// <summary>Decides who comes in, in the place of access tokens; tests only.</summary>
    internal IDoor? Door { get; init; }

    /// <summary>Changes where logs go; the console otherwise.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
