using System.Collections.Immutable;
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
    PatientRecord Record, RulesInForce? Rules, Assessment Assessment, BillingPlan Plan, PlanDelta Delta, IReadOnlyList<LedgerEntry> Ledger)
{
    /// <summary>The charts that the record is read from: the patient's own, and those that the EHR merged into it.</summary>
    public IReadOnlySet<string> Charts { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>What was planned for a merged chart and never left, beside the bill that the month goes on with.</summary>
    public IReadOnlyList<LedgerEntry> Unsent { get; init; } = [];
}

/// <summary>One pass of the pure steps for one patient and month: explain, a dry run and a release all go through here.</summary>
public sealed class ServiceMonthRun(PatientRecordReader reader, MonthRules rulePack, IBillingLedger ledger, Tenant tenant, Engine engine)
{
    private readonly PatientSlots _slots = new(ledger, reader.Aliases, tenant.Slug);

    /// <summary>
    /// The month of the patient. A chart that the EHR merged into another one has the other one's, but for a bill of its own that may have left
    /// beside the other's: of that nothing is supported.
    /// </summary>
    public async Task<ServiceMonthResult> RunAsync(string patient, ServiceMonth month, CancellationToken cancellation)
    {
        var survivor = reader.Aliases.Resolve(patient);
        var record = (await reader.ReadAsync(survivor, month, cancellation)).Build();
        var rules = (await rulePack.InForceAsync(month, cancellation)).For(record, tenant, month);
        var assessment = engine.Decide(record, rules, tenant, month);
        var plan = BillingPlanner.Plan(assessment);
        var slot = await _slots.FindAsync(survivor, month, cancellation);
        var charts = _slots.ChartsOf(survivor);
        if (survivor != patient && slot.Surplus(patient) is { } surplus)
        {
            var nothing = plan with { Patient = patient, Outcome = Outcome.None, Lines = [] };
            return new ServiceMonthResult(record, rules, assessment, nothing, Surplus(nothing, surplus, slot), surplus) { Charts = charts };
        }

        var delta = PlanDelta.Between(plan, BilledLines.Of(slot.Entries));
        return new ServiceMonthResult(record, rules, assessment, plan, delta, slot.Entries) { Charts = charts, Unsent = slot.Unsent };
    }

    private static PlanDelta Surplus(BillingPlan nothing, IReadOnlyList<LedgerEntry> surplus, PatientSlot slot)
    {
        var delta = PlanDelta.Between(nothing, BilledLines.Of(surplus));
        return delta.Differences.IsEmpty
            ? delta
            : delta with { Differences = [$"The EHR merged its chart into another one, whose claim {slot.Entries[0].Identifier} bills the month."] };
    }
}
