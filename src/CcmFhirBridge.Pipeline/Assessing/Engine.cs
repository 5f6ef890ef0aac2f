using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>The pure step from record to assessment.</summary>
public delegate Assessment AssessRecord(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month, string engine);

/// <summary>The engine that decides: its version stands in every assessment and on every closed month.</summary>
/// <param name="Version">Version of the product.</param>
public sealed record Engine(string Version)
{
    /// <summary>The decision itself; tests of the runs around it put their own in its place.</summary>
    public AssessRecord Assess { get; init; } = Assessor.Assess;

    public Assessment Decide(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month) =>
        Assess(record, rules, tenant, month, Version);
}
