using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>What each patient's month comes to by what was read last, without writing anything.</summary>
/// <param name="ByPatient">By <c>Patient/id</c>.</param>
/// <param name="Failed">How many could not be assessed.</param>
public sealed record MonthBills(IReadOnlyDictionary<string, ServiceMonthResult> ByPatient, int Failed)
{
    private const string Elsewhere = "other-service.ccm-elsewhere";

    /// <summary>Bills of the CCM family that we did not write, of patients whose month we billed or would bill.</summary>
    public IEnumerable<DriftFinding> BilledByHand() =>
        from pair in ByPatient
        let assessment = pair.Value.Assessment
        where pair.Value.Plan.Patient == pair.Key && (assessment.Outcome != Outcome.None || pair.Value.Ledger.Count > 0)
        from finding in assessment.Findings
        where finding.Rule == Elsewhere && finding.Result == FindingResult.NotMet
        from source in finding.Evidence
        select new DriftFinding(
            DriftKind.BilledByHand, source.Key.Split('/')[0], null, pair.Key, [source.Key],
            "A code of chronic care management of this month is billed here that we did not write, by what was read last.");
}

/// <summary>Assesses a month anew for a comparison.</summary>
public sealed class MonthBillReader(ReleaseStores stores, IResourceMapping mapping, MonthRules rulePack, Tenant tenant, Engine engine)
{
    /// <summary>Everybody who has a bill, could have one, or is named by the EHR's own copies.</summary>
    /// <param name="month">The month.</param>
    /// <param name="named">Patients that the EHR's copies of ours name.</param>
    /// <param name="cancellation">Stops between patients.</param>
    public async Task<MonthBills> ReadAsync(ServiceMonth month, IEnumerable<string> named, CancellationToken cancellation)
    {
        var assessed = (await stores.Assessments.ListAsync(month, cancellation)).Where(assessment => assessment.Outcome != Outcome.None).Select(assessment => assessment.Patient);
        var due = await stores.Assessments.DueAsync(month, cancellation);
        var billed = (await stores.Ledger.MonthAsync(month, cancellation)).Select(entry => entry.Patient);
        var run = new ServiceMonthRun(await PatientRecordReader.OpenAsync(stores.Resources, mapping, tenant, cancellation), rulePack, stores.Ledger, tenant, engine);
        var bills = new Dictionary<string, ServiceMonthResult>(StringComparer.Ordinal);
        var failed = 0;
        foreach (var patient in assessed.Union(due).Union(billed).Union(named).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                bills[patient] = await run.RunAsync(patient, month, cancellation);
            }
            catch (Exception error) when (ReleaseRun.IsFault(error))
            {
                failed++;
            }
        }

        return new MonthBills(bills, failed);
    }
}
