using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>What somebody did with a tenant's data, as FHIR's RESTful interactions name it.</summary>
public enum AuditInteraction
{
    Read,
    Vread,
    Search,
    Create,
    Update,

    /// <summary>An operation such as <c>$ccm-status</c>.</summary>
    Operation,

    /// <summary>Nothing that went over HTTP: a decision, a close, an assessment.</summary>
    Activity,
}

/// <summary>How it ended, in the numbers of FHIR's audit-event-outcome.</summary>
public enum AuditEventResult
{
    Success = 0,

    /// <summary>Refused.</summary>
    MinorFailure = 4,

    /// <summary>Broken on the serving side.</summary>
    SeriousFailure = 8,
}

/// <summary>One who took part.</summary>
/// <param name="System">System of the identifier.</param>
/// <param name="Value">The identifier: of a client, a device, an account.</param>
/// <param name="Address">Network address or URL, as far as it is known.</param>
public sealed record AuditParty(string System, string Value, string? Address);

/// <summary>Everything that one AuditEvent says. BALP wants one for each patient, so it concerns one at most.</summary>
public sealed record AuditEventRequest
{
    public required Tenant Tenant { get; init; }

    /// <summary>Logical id, or null.</summary>
    public string? Id { get; init; }

    public required DateTimeOffset Recorded { get; init; }

    public required AuditInteraction Interaction { get; init; }

    public AuditEventResult Result { get; init; }

    /// <summary>Who asked, or who decided.</summary>
    public required AuditParty Client { get; init; }

    /// <summary>Who was asked; for an <see cref="AuditInteraction.Activity"/> nobody.</summary>
    public AuditParty? Server { get; init; }

    /// <summary>Which of the two recorded it; the bridge.</summary>
    public required AuditParty Observer { get; init; }

    /// <summary>Reference of the patient, or null.</summary>
    public string? Patient { get; init; }

    /// <summary>Reference of the resource it was done to, or null.</summary>
    public string? Resource { get; init; }

    /// <summary>What it was done to where that is no resource: a month, a type, the name of an operation.</summary>
    public string? Subject { get; init; }

    /// <summary>The search as it was asked, for <see cref="AuditInteraction.Search"/>; it is written as base64 and never in clear.</summary>
    public string? Query { get; init; }

    /// <summary>More, by name: words and counts.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
