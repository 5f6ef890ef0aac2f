using System.Text;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>
/// What was done as an AuditEvent of FHIR R4, in the shapes of IHE's Basic Audit Log Patterns (BALP): Create, Read, Query and Update, each with
/// and without a patient. What succeeded names its profile; what was refused has the same shape and names none, as BALP wants it.
/// </summary>
public static class AuditEventBuilder
{
    private const string Balp = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private const string EventType = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    private const string Interaction = "http://hl7.org/fhir/restful-interaction";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    private const string EntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private const string ObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";

    /// <summary>The event.</summary>
    public static AuditEvent Build(AuditEventRequest request)
    {
        var isActivity = request.Interaction == AuditInteraction.Activity;
        var built = new AuditEvent
        {
            Id = request.Id,
            Type = isActivity ? TypeOfActivity(request) : new Coding(EventType, "rest", "Restful Operation"),
            Action = ActionOf(request.Interaction),
            RecordedElement = new Instant(request.Tenant.TimeZone.ToLocal(request.Recorded)),
            Outcome = request.Result switch
            {
                AuditEventResult.Success => AuditEvent.AuditEventOutcome.N0,
                AuditEventResult.MinorFailure => AuditEvent.AuditEventOutcome.N4,
                _ => AuditEvent.AuditEventOutcome.N8,
            },
            Source = new AuditEvent.SourceComponent { Observer = Who(request.Observer), Type = [new Coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server")] },
        };
        if (SubtypeOf(request.Interaction) is { } subtype)
            built.Subtype.Add(new Coding(Interaction, subtype, subtype));
        if (ProfileOf(request) is { } profile)
            built.Meta = new Meta { Profile = [Balp + profile] };
        AddAgents(built, request);
        AddEntities(built, request);
        return built;
    }

    // BALP follows DICOM: of a read the server is the source of what flows; of everything else the client is.
    private static void AddAgents(AuditEvent built, AuditEventRequest request)
    {
        if (request.Interaction == AuditInteraction.Activity)
        {
            built.Agent.Add(new AuditEvent.AgentComponent { Who = Who(request.Client), Requestor = true });
            return;
        }

        var serverIsSource = request.Interaction is AuditInteraction.Read or AuditInteraction.Vread;
        built.Agent.Add(Agent(request.Client, isSource: !serverIsSource, isRequestor: true));
        if (request.Server is { } server)
            built.Agent.Add(Agent(server, isSource: serverIsSource, isRequestor: false));
    }

    private static void AddEntities(AuditEvent built, AuditEventRequest request)
    {
        if (request.Patient is { } patient)
        {
            built.Entity.Add(new AuditEvent.EntityComponent
            {
                What = new ResourceReference(patient) { Type = "Patient" },
                Type = new Coding(EntityType, "1", "Person"),
                Role = new Coding(ObjectRole, "1", "Patient"),
            });
        }

        if (request.Interaction == AuditInteraction.Search)
        {
            built.Entity.Add(new AuditEvent.EntityComponent
            {
                Type = new Coding(EntityType, "2", "System Object"),
                Role = new Coding(ObjectRole, "24", "Query"),
                Query = Encoding.UTF8.GetBytes(request.Query ?? request.Subject ?? ""),
            });
        }

        // The entity of a query may hold nothing but the query.
        if (request.Resource is null && (request.Interaction == AuditInteraction.Search || request.Subject is null) && request.Details.Count == 0)
            return;
        var data = new AuditEvent.EntityComponent
        {
            What = request.Resource is { } resource ? new ResourceReference(resource) : null,
            Name = request.Resource is null ? request.Subject : null,
            Type = request.Interaction == AuditInteraction.Search ? new Coding(EntityType, "4", "Other") : new Coding(EntityType, "2", "System Object"),
            Role = request.Interaction == AuditInteraction.Search ? new Coding(ObjectRole, "20", "Job") : new Coding(ObjectRole, "4", "Domain Resource"),
        };
        foreach (var (name, value) in request.Details.OrderBy(static detail => detail.Key, StringComparer.Ordinal))
            data.Detail.Add(new AuditEvent.DetailComponent { Type = name, Value = new FhirString(value) });
        built.Entity.Add(data);
    }

    private static AuditEvent.AgentComponent Agent(AuditParty party, bool isSource, bool isRequestor) => new()
    {
        Type = new CodeableConcept { Coding = [isSource ? new Coding(Dicom, "110153", "Source Role ID") : new Coding(Dicom, "110152", "Destination Role ID")] },
        Who = Who(party),
        Requestor = isRequestor,
        Network = party.Address is not { } address ? null : new AuditEvent.NetworkComponent
        {
            Address = address,
            Type = Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? AuditEvent.AuditEventAgentNetworkType.N5
                : AuditEvent.AuditEventAgentNetworkType.N2,
        },
    };

    private static ResourceReference Who(AuditParty party) => new() { Identifier = new Identifier(party.System, party.Value), Display = party.Value };

    private static Coding TypeOfActivity(AuditEventRequest request) => request.Patient is null
        ? new Coding(Dicom, "110100", "Application Activity")
        : new Coding(Dicom, "110110", "Patient Record");

    private static AuditEvent.AuditEventAction ActionOf(AuditInteraction interaction) => interaction switch
    {
        AuditInteraction.Read or AuditInteraction.Vread => AuditEvent.AuditEventAction.R,
        AuditInteraction.Create => AuditEvent.AuditEventAction.C,
        AuditInteraction.Update => AuditEvent.AuditEventAction.U,
        _ => AuditEvent.AuditEventAction.E,
    };

    private static string? SubtypeOf(AuditInteraction interaction) => interaction switch
    {
        AuditInteraction.Read => "read",
        AuditInteraction.Vread => "vread",
        AuditInteraction.Search => "search-type",
        AuditInteraction.Create => "create",
        AuditInteraction.Update => "update",
        AuditInteraction.Operation => "operation",
        _ => null,
    };

    private static string? ProfileOf(AuditEventRequest request)
    {
        var name = request.Interaction switch
        {
            AuditInteraction.Read or AuditInteraction.Vread => "Read",
            AuditInteraction.Search => "Query",
            AuditInteraction.Create => "Create",
            AuditInteraction.Update => "Update",
            _ => null,
        };
        // Each wants two agents with a network, and all but a query a resource.
        if (name is null || request.Result != AuditEventResult.Success || request.Server?.Address is null || request.Client.Address is null)
            return null;
        if (name != "Query" && request.Resource is null)
            return null;
        return request.Patient is null ? name : "Patient" + name;
    }
}
