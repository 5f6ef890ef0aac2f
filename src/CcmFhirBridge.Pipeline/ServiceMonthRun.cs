using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline;

/// <summary>One patient's month from record to difference; it writes nothing.</summary>
public sealed record ServiceMonthResult(
    PatientRecord Record, RulesInForce? Rules, Assessment Assessment, BillingPlan Plan, PlanDelta Delta, IReadOnlyList<LedgerEntry> Ledger);

/// <summary>One pass of the pure steps for one patient and month: explain, a dry run and a release all go through here.</summary>
public sealed class ServiceMonthRun(PatientRecordReader reader, MonthRules rulePack, IBillingLedger ledger, Tenant tenant, Engine engine)
{
    public async Task<ServiceMonthResult> RunAsync(string patient, ServiceMonth month, CancellationToken cancellation)
    {
        var record = (await reader.ReadAsync(patient, month, cancellation)).Build();
        var rules = (await rulePack.InForceAsync(month, cancellation)).For(record, tenant, month);
        var assessment = engine.Decide(record, rules, tenant, month);
        var plan = BillingPlanner.Plan(assessment);
        var existing = await EntriesAsync(patient, month, cancellation);
        var delta = PlanDelta.Between(plan, BilledLines.Of(existing));
        return new ServiceMonthResult(record, rules, assessment, plan, delta, existing);
    }

    private async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(string patient, ServiceMonth month, CancellationToken cancellation) =>
        await ledger.FindPersonAsync(patient, cancellation) is { } person
            ? await ledger.SlotAsync(new ClaimSlot(tenant.Slug, person, month), cancellation)
            : [];
}
