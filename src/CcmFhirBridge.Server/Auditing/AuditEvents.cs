using System.Globalization;
using System.Text;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Auditing;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Auditing;

/// <summary>Rows of the trail as AuditEvents: one for each patient of a row, as BALP wants it, and one where a row concerns nobody.</summary>
internal static class AuditEvents
{
    private const string ClientIdentifier = Canonicals.Base + "/identifier/client";
    private const string AccountIdentifier = Canonicals.Base + "/identifier/account";

    // What the sentence of a row already says, or what only verifies it.
    private static readonly HashSet<string> s_said = new(StringComparer.Ordinal)
    {
        AuditDetails.Table, AuditDetails.Row, AuditDetails.Record, AuditDetails.Address, AuditDetails.ResourceType,
    };

    /// <summary>The events of a row.</summary>
    /// <param name="entry">The row.</param>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="fhirBase">The tenant's own FHIR base address.</param>
    public static IEnumerable<AuditEvent> Of(AuditEntry entry, Tenant tenant, string fhirBase)
    {
        var request = RequestOf(entry, tenant, fhirBase);
        var id = string.Create(CultureInfo.InvariantCulture, $"trail-{entry.Link.Sequence}");
        var ehr = tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/');
        if (entry.Record.Patients.IsEmpty)
            return [Built(request with { Id = id })];
        return entry.Record.Patients.Select((patient, at) => Built(request with
        {
            Id = entry.Record.Patients.Count == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-{at + 1}"),
            Patient = $"{ehr}/{patient}",
        }));
    }

    // A row never changes: so there is one version, of the moment that it tells of.
    private static AuditEvent Built(AuditEventRequest request)
    {
        var built = AuditEventBuilder.Build(request);
        built.Meta ??= new Meta();
        (built.Meta.VersionId, built.Meta.LastUpdated) = ("1", request.Recorded.ToUniversalTime());
        return built;
    }

    private static AuditEventRequest RequestOf(AuditEntry entry, Tenant tenant, string fhirBase)
    {
        var record = entry.Record;
        var bridge = new AuditParty(Canonicals.DeviceIdentifier, "ccm-fhir-bridge", fhirBase);
        var ehr = new AuditParty("urn:ietf:rfc:3986", tenant.Ehr.BaseUrl.AbsoluteUri, tenant.Ehr.BaseUrl.AbsoluteUri);
        var request = new AuditEventRequest
        {
            Tenant = tenant,
            Recorded = record.At,
            Interaction = AuditInteraction.Activity,
            Result = record.Outcome switch
            {
                AuditOutcomes.Done => AuditEventResult.Success,
                AuditOutcomes.Refused => AuditEventResult.MinorFailure,
                _ => AuditEventResult.SeriousFailure,
            },
            Client = record.Agent == AuditRecord.Bridge ? bridge : new AuditParty(AccountIdentifier, record.Agent, null),
            Observer = bridge,
            Subject = $"{record.Kind} {record.Action} {record.Subject}".TrimEnd(),
            Details = record.Details.Where(detail => !s_said.Contains(detail.Key) && !detail.Key.StartsWith(AuditDetails.Query, StringComparison.Ordinal))
                .ToDictionary(detail => detail.Key, detail => detail.Value, StringComparer.Ordinal),
        };
        return record switch
        {
            { Kind: AuditKinds.Access } => Access(request, record, bridge),
            { Kind: AuditKinds.Read, Action: "page" } => request with { Interaction = AuditInteraction.Search, Server = ehr, Query = record.Subject },
            { Kind: AuditKinds.Ledger, Action: "confirmed" } when record.Details.GetValueOrDefault("ehr") is { } reference => request with
            {
                Interaction = record.Details.GetValueOrDefault("verb")?.StartsWith("update", StringComparison.Ordinal) == true ? AuditInteraction.Update : AuditInteraction.Create,
                Server = ehr,
                Resource = $"{tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/')}/{reference}",
            },
            _ => request,
        };
    }

    private static AuditEventRequest Access(AuditEventRequest request, AuditRecord record, AuditParty bridge)
    {
        var interaction = record.Action switch
        {
            "read" => AuditInteraction.Read,
            "vread" => AuditInteraction.Vread,
            "create" => AuditInteraction.Create,
            "update" => AuditInteraction.Update,
            _ when record.Action.StartsWith("search", StringComparison.Ordinal) || record.Action.StartsWith("history", StringComparison.Ordinal) => AuditInteraction.Search,
            _ => AuditInteraction.Operation,
        };
        return request with
        {
            Interaction = interaction,
            Client = new AuditParty(ClientIdentifier, record.Agent, record.Details.GetValueOrDefault(AuditDetails.Address)),
            Server = bridge,
            // A patient is the EHR's; everything else that is asked for here is ours.
            Resource = !record.Subject.Contains('/') ? null
                : record.Subject.StartsWith("Patient/", StringComparison.Ordinal) ? $"{request.Tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/')}/{record.Subject}"
                : record.Subject,
            Query = interaction == AuditInteraction.Search ? QueryOf(record) : null,
        };
    }

    private static string QueryOf(AuditRecord record)
    {
        var query = new StringBuilder(record.Subject);
        foreach (var (name, value) in record.Details.Where(detail => detail.Key.StartsWith(AuditDetails.Query, StringComparison.Ordinal)))
            query.Append(query.Length == record.Subject.Length ? '?' : '&').Append(name.AsSpan(AuditDetails.Query.Length)).Append('=').Append(Clear(value));
        return query.ToString();
    }

    // A long value was kept as its hash.
    private static string Clear(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var length) ? Uri.EscapeDataString(Encoding.UTF8.GetString(bytes, 0, length)) : value;
    }
}
