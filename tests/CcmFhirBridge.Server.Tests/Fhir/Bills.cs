using System.Collections.Immutable;
using System.Security.Cryptography;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>Bills of a tenant, with the bodies that the real builders make, put into its ledger.</summary>
internal sealed class Bills(Tenant tenant, SqlTenantStore store, FakeTimeProvider time)
{
    private long _fence;

    /// <summary>Plans a Claim with its ChargeItems at the clock's time.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> PlanAsync(string patient, string month, string codes = "99490", int revision = 1, FiledThrough? output = null)
    {
        _fence = _fence != 0 ? _fence : (await store.TakeLeaseAsync(new LeaseTaker("test", "here", default), TimeSpan.FromDays(400), default)).Fence;
        var of = tenant with { Billing = tenant.Billing with { FiledThrough = output ?? tenant.Billing.FiledThrough } };
        var plan = Plan(patient, ServiceMonth.Parse(month), codes.Split(' '));
        var identifier = ClaimIdentifiers.Claim(tenant.Slug, patient, plan.Month);
        var request = new ClaimRequest(of, plan, identifier, revision, time.GetUtcNow());
        var slot = new ClaimSlot(tenant.Slug, await store.PersonAsync(plan.Patient, default), plan.Month);
        var claim = Entry(slot, request, null, CanonicalJson.Write(ClaimBuilder.Build(request)));
        LedgerEntry[] entries = [claim, .. plan.Lines.Select(line => Entry(slot, request, line, CanonicalJson.Write(ChargeItemBuilder.Build(request, line))))];
        await store.PlanAsync(_fence, entries, default);
        return entries;
    }

    public async Task MoveAsync(LedgerEntry entry, params LedgerState[] path)
    {
        foreach (var state in path)
            await store.MoveAsync(_fence, entry, state, default);
    }

    private static BillingPlan Plan(string patient, ServiceMonth month, string[] codes) => new()
    {
        Patient = $"Patient/{patient}",
        Month = month,
        Outcome = Outcome.Bill,
        Lines = [.. codes.Select(code => new ServiceLine(code, 1, month.FirstDay.AddDays(20), 66.30m, 66.30m, 66.30m))],
        BillingPractitioner = new PractitionerIdentity("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner),
        PlaceOfService = "11",
        Diagnoses = [new Diagnosis("E11.9", "diabetes", new SourceReference("Condition", "c1", "1")), new Diagnosis("I10", "hypertension", new SourceReference("Condition", "c2", "4"))],
        Coverage = new SourceReference("Coverage", "cov1", "2"),
        CountedSeconds = 3725,
        TimeEntries = [new SourceReference("Encounter", "t1", "3")],
        Performers = ImmutableArray<PractitionerIdentity>.Empty,
        Consent = new SourceReference("Consent", "k1", "1"),
        CarePlan = new SourceReference("CarePlan", "cp1", "5"),
        RulePack = "us-medicare-ccm@1.0.0",
        TenantRevision = "sha256:7e57",
    };

    private static LedgerEntry Entry(ClaimSlot slot, ClaimRequest request, ServiceLine? line, byte[] body) => new()
    {
        Slot = slot,
        Code = line?.Code,
        Revision = request.Revision,
        Patient = request.Plan.Patient,
        Identifier = line is null ? request.Identifier : ClaimIdentifiers.Charge(request.Identifier, line.Code),
        RevisionIdentifier = line is null ? request.RevisionIdentifier : ClaimIdentifiers.ChargeRevision(request.Identifier, request.Revision, line.Code),
        State = LedgerState.Planned,
        Body = body,
        BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)),
        Units = 1,
        Charge = 66.30m,
        FiledThrough = request.Tenant.Billing.FiledThrough,
    };
}
