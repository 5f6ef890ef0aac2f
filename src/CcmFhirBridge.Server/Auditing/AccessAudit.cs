using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Fhir;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Auditing;

/// <summary>
/// Tells a tenant's trail of every request for its data, before a byte of the answer leaves: what cannot be told is not answered.
/// </summary>
internal sealed class AccessAudit(RefusedAccesses refused, TimeProvider time)
{
    /// <summary>Agent of a request whose sender is not known.</summary>
    public const string Anonymous = "anonymous";

    private const int MostParameters = 50;
    private const int LongestName = 64;
    private const int LongestValue = 400;

    private readonly ConditionalWeakTable<ITenantDesk, GroupedAppends> _trails = [];

    /// <summary>Tells of a request that is answered as its response stands now; on the disk when this ends.</summary>
    /// <param name="http">The request, with the status that it will be answered with.</param>
    /// <param name="desk">The tenant's stores.</param>
    /// <param name="call">The request as it was let in; null when it was not.</param>
    /// <exception cref="Pipeline.StoreException">The trail cannot be written.</exception>
    public Task TellAsync(HttpContext http, ITenantDesk desk, TenantCall? call)
    {
        var status = http.Response.StatusCode;
        return call is null ? RefusedAsync(http, desk, new Refusal(desk.Tenant.Slug, Refusal.Access, status)) : TrailOf(desk).AppendAsync(RecordOf(http, call, status));
    }

    /// <summary>Tells that a token was refused; whoever asks again and again is told of once a minute.</summary>
    /// <param name="http">The request.</param>
    /// <param name="desk">The tenant's stores.</param>
    /// <param name="status">HTTP status that it will be answered with.</param>
    /// <exception cref="Pipeline.StoreException">The trail cannot be written.</exception>
    public Task TellTokenRefusedAsync(HttpContext http, ITenantDesk desk, int status) => RefusedAsync(http, desk, new Refusal(desk.Tenant.Slug, Refusal.Token, status));

    private Task RefusedAsync(HttpContext http, ITenantDesk desk, Refusal refusal) => refused.IsFirst(refusal)
        ? TrailOf(desk).AppendAsync(RefusedAccesses.Record(time.GetUtcNow(), refusal).With(AuditDetails.Address, AddressOf(http)))
        : Task.CompletedTask;

    private GroupedAppends TrailOf(ITenantDesk desk) => _trails.GetValue(desk, static desk => new GroupedAppends(desk.Audit));

    private AuditRecord RecordOf(HttpContext http, TenantCall call, int status)
    {
        var note = call.Note;
        var type = note.ResourceType;
        var id = note.ResourceId ?? http.Request.RouteValues.GetValueOrDefault("id") as string;
        var record = new AuditRecord
        {
            At = time.GetUtcNow(),
            Kind = AuditKinds.Access,
            Agent = call.Caller.ClientId,
            Action = note.Interaction ?? http.Request.Method.ToLowerInvariant(),
            Outcome = status switch { < 400 => AuditOutcomes.Done, < 500 => AuditOutcomes.Refused, _ => AuditOutcomes.Failed },
            Subject = (type, id) switch { (null, _) => "", (_, null) => type, _ => $"{type}/{id}" },
            Patients = AuditRecord.Nobody.Union(note.Patients),
        };
        return (record with { Details = Query(http.Request.Query) })
            .With(AuditDetails.Status, status).With(AuditDetails.Address, AddressOf(http)).With(AuditDetails.ResourceType, type);
    }

    // What was searched for may be a name: so it is not to be read by accident, and a long one is known by its hash.
    private static ImmutableSortedDictionary<string, string> Query(IQueryCollection query)
    {
        var details = AuditRecord.NoDetails;
        foreach (var (name, values) in query.Take(MostParameters))
        {
            var value = Encoding.UTF8.GetBytes(values.ToString());
            details = details.SetItem(
                AuditDetails.Query + (name.Length > LongestName ? name[..LongestName] : name),
                value.Length > LongestValue ? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(value)) : Convert.ToBase64String(value));
        }

        return details;
    }

    private static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
