using CcmFhirBridge.Claims;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>Says which operations there are and where each is defined.</summary>
internal sealed class OperationCapability : ICapability
{
    // Without a type, an operation is one of the whole server.
    private static readonly (string? Type, string Name, string Definition)[] s_operations =
    [
        (null, PlanOperation.Name, "ccm-plan"),
        ("Claim", AcknowledgeOperation.Name, "claim-acknowledge"),
        ("Encounter", VoidTimeOperation.Name, "encounter-void-time"),
        ("Patient", AttestOperation.Name, "patient-ccm-attest"),
        ("Patient", DecideOperation.Name, "patient-ccm-decide"),
        ("Patient", ExplainOperation.Name, "patient-ccm-explain"),
        ("Patient", MinutesOperation.Name, "patient-ccm-minutes"),
        ("Patient", StatusOperation.Name, "patient-ccm-status"),
        ("Patient", LogTimeOperation.Name, "patient-log-time"),
    ];

    public void Describe(CapabilityStatement.RestComponent rest)
    {
        foreach (var (type, name, definition) in s_operations)
            (type is null ? rest.Operation : Of(rest, type).Operation).Add(new CapabilityStatement.OperationComponent { Name = name[1..], Definition = $"{Canonicals.Base}/OperationDefinition/{definition}" });
    }

    private static CapabilityStatement.ResourceComponent Of(CapabilityStatement.RestComponent rest, string type)
    {
        if (rest.Resource.Find(resource => resource.Type == type) is { } known)
            return known;
        var added = new CapabilityStatement.ResourceComponent { Type = type };
        rest.Resource.Add(added);
        return added;
    }
}
