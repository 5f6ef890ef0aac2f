using System.Globalization;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Fhir.Operations;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Tasks;

/// <summary>Something that a person has to do about a patient's month.</summary>
internal sealed record WorkItem
{
    /// <summary>Code system of the only status that one has: who has done it is seen by the record, and then it is gone.</summary>
    public const string StatusSystem = "http://hl7.org/fhir/task-status";

    public const string Status = "requested";

    /// <summary>Logical id: the same whenever the same is to be done.</summary>
    public required string Id { get; init; }

    /// <summary><c>Patient/id</c>.</summary>
    public required string Patient { get; init; }

    public required ServiceMonth Month { get; init; }

    /// <summary>The rule that asks for it.</summary>
    public required string Rule { get; init; }

    /// <summary>What to do, in words.</summary>
    public required string Action { get; init; }

    /// <summary>Who can do it.</summary>
    public required string By { get; init; }

    /// <summary>Why, in words; null when the rule says enough.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it is about.</summary>
    public IReadOnlyList<ResourceReference> Evidence { get; init; } = [];

    /// <summary>Last day to do it; null where there is none.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The Task.</summary>
    public ServedResource ToResource(TenantCall call)
    {
        var at = At.ToUniversalTime();
        // What was found again is another version, whatever it says.
        var version = at.UtcTicks;
        var built = new Hl7.Fhir.Model.Task
        {
            Id = Id,
            Meta = new Meta { VersionId = version.ToString(CultureInfo.InvariantCulture), LastUpdated = at },
            Status = Hl7.Fhir.Model.Task.TaskStatus.Requested,
            Intent = Hl7.Fhir.Model.Task.TaskIntent.Proposal,
            Code = new CodeableConcept { Coding = [new Coding { Code = Rule }] },
            Description = Action,
            Focus = Evidence.Count > 0 ? Evidence[0] : null,
            For = new ResourceReference(References.Absolute(call, Patient)) { Type = "Patient" },
            ExecutionPeriod = new Period { Start = Day(Month.FirstDay), End = Day(Month.LastDay) },
            AuthoredOnElement = new FhirDateTime(at),
            LastModifiedElement = new FhirDateTime(at),
            PerformerType = [new CodeableConcept { Text = By }],
            ReasonCode = Reason is null ? null : new CodeableConcept { Text = Reason },
            Restriction = Until is not { } until ? null : new Hl7.Fhir.Model.Task.RestrictionComponent { Period = new Period { End = Day(until) } },
            Input = [.. Evidence.Skip(1).Select(static reference => new Hl7.Fhir.Model.Task.ParameterComponent { Type = new CodeableConcept { Text = "evidence" }, Value = reference })],
        };
        return new ServedResource("Task", Id, version, at, CanonicalJson.Write(built), Patient);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
