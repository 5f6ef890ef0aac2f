using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Tenants;

/// <summary>The one output that becomes a filed claim: whether it could be written at all.</summary>
internal static class FiledOutput
{
    /// <summary>Why planned bills are not filed, for a person; null when nothing waits for an output that cannot be written.</summary>
    public static async Task<string?> WhatIsMissingAsync(
        Tenant tenant, IEhrWriter writer, IEnumerable<LedgerEntry> outstanding, CancellationToken cancellation)
    {
        var (type, setting, mode) = tenant.Billing.FiledThrough switch
        {
            FiledThrough.EhrClaim => ("Claim", "ehr-claim", tenant.Ehr.WriteClaim),
            FiledThrough.EhrCharge => ("ChargeItem", "ehr-charge", tenant.Ehr.WriteChargeItem),
            _ => (null, null, WriteBackMode.Auto),
        };
        var waiting = outstanding.Count(entry => entry.State == LedgerState.Planned && entry.Code is null == (type == "Claim"));
        if (type is null || waiting == 0)
            return null;
        var why = mode.IsOff ? "the tenant file does not let it be written (ehr.writeBack)"
            : await writer.VerbAsync(type, cancellation) is not null ? null
            : $"the EHR does not take a {type}";
        return why is null
            ? null
            : $"Not filed: {Words.Count(waiting, type)} stay planned. billing.filedThrough is {setting}, but {why}. Let {type}s be written, or choose another output.";
    }
}
