using CcmFhirBridge.Audits;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Probing;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Exchanges;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Outboxes;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Tenants;

/// <summary>One tenant put together: its file, its store, its EHR and the runs over them. The commands and the service use the same.</summary>
internal sealed class TenantSession : IAsyncDisposable
{
    private readonly EhrConnection _connection;
    private readonly DefaultResourceMapping _mapping;
    private readonly ClaimBodies _bodies = new();
    private readonly RulePack _rules;
    private readonly TimeProvider _time;

    private readonly BridgeHome _home;

    private readonly HomeStores _stores;
    private readonly bool _ownsStores;
    private readonly bool _keepsLease;
    private AuditKey? _auditKey;
    private AuditAnchoring? _anchoring;
    private HeldLease? _lease;
    private bool _wrote;

    private TenantSession(BridgeHome home, HomeStores stores, bool ownsStores, Tenant tenant, SqlTenantStore store, RulePack rules, TimeProvider time)
    {
        _home = home;
        _stores = stores;
        _ownsStores = ownsStores;
        // The service stays where it is; a command lets go of what it took.
        _keepsLease = !ownsStores && stores.AreShared;
        Tenant = tenant;
        Store = store;
        _time = time;
        _rules = rules;
        _mapping = new DefaultResourceMapping(tenant);
        _connection = EhrConnections.Open(tenant, time, store, home.JournalOf(tenant));
    }

    public Tenant Tenant { get; }

    public SqlTenantStore Store { get; }

    public RulePack Rules => _rules;

    /// <summary>A tenant of a home whose stores others use too.</summary>
    public static async Task<TenantSession> OpenAsync(BridgeHome home, HomeStores stores, Tenant tenant, TimeProvider time, CancellationToken cancellation)
    {
        var rules = HomeRules.Read(home).Pack;
        return new(home, stores, ownsStores: false, tenant, await stores.OpenAsync(tenant, cancellation), rules, time);
    }

    /// <summary>A tenant alone.</summary>
    public static async Task<TenantSession> OpenAsync(BridgeHome home, Tenant tenant, TimeProvider time, CancellationToken cancellation)
    {
        var rules = HomeRules.Read(home).Pack;
        var stores = HomeStores.Of(home, time);
        try
        {
            return new(home, stores, ownsStores: true, tenant, await stores.OpenAsync(tenant, cancellation), rules, time);
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signs the head of the trail when that is due.</summary>
    /// <param name="isStop">Whether work ends: then it is due at once.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation)
    {
        // Nothing more is done under the lease, and one that a command took over would let nothing be signed.
        if (isStop)
            await GiveLeaseBackAsync();
        _auditKey ??= HomeAudit.KeyOf(_home);
        _anchoring ??= new AuditAnchoring(Store, _auditKey, anchor => HomeAudit.Append(_home, Tenant.Slug, anchor), Tenant.Slug, _time);
        return await _anchoring.AnchorAsync(isStop, cancellation);
    }

    public SyncRun Sync(bool acceptsDeletions = false) =>
        new(_connection.Reader, Store, _mapping, Tenant, _time) { AcceptsDeletions = acceptsDeletions };

    /// <summary>The sync of the service: the months that time accrues to are assessed while the EHR makes its next page.</summary>
    public SyncRun SyncAndCatchUp()
    {
        var today = ServiceMonth.Of(Tenant.TimeZone.DayOf(_time.GetUtcNow()));
        return new SyncRun(_connection.Reader, Store, _mapping, Tenant, _time)
        {
            ChangesStored = cancellation => Assessments().CatchUpAsync([today.Previous, today], cancellation),
        };
    }

    public AssessmentRun Assessments() => new(Store, Store, _mapping, MonthRules(), Tenant, ProductVersion.Engine);

    /// <summary>Assessments by another pack than the one in use; they are not to be kept.</summary>
    public AssessmentRun AssessmentsBy(RulePack pack) => new(Store, Store, _mapping, MonthRules(pack), Tenant, ProductVersion.Engine);

    /// <summary>The rules that each month is decided by.</summary>
    public MonthRules MonthRules() => MonthRules(_rules);

    private MonthRules MonthRules(RulePack pack) => new(new ShippedRulePack(pack, pack.Content.AsMemory()), Store, content => RulePackReader.ReadKept(content))
    {
        Overlays = [.. Tenant.Payers.Select(payer => payer.Overlay).OfType<PayerOverlay>().Select(overlay => new ShippedRulePack(overlay.Pack, overlay.Content))],
    };

    public MonthClose Close() => new(
        Sync(), Assessments(), Store, MonthRules(), Tenant, _time, ProductVersion.Engine);

    public ReleaseRun Release() => new(
        Stores, _mapping, MonthRules(), _bodies, Tenant, _time, ProductVersion.Engine);

    /// <summary>Compares the ledger with the EHR, and keeps what that came to; nothing is written into the EHR.</summary>
    /// <param name="month">The month.</param>
    /// <param name="adoption">Whose word it is that the ledger was lost; null to only look.</param>
    /// <param name="cancellation">Stops between requests.</param>
    /// <exception cref="Pipeline.EhrException">The EHR cannot be reached or refuses.</exception>
    public async Task<ReconcileReport> ReconcileAsync(ServiceMonth month, AdoptionWord? adoption, CancellationToken cancellation)
    {
        var bills = new MonthBillReader(Stores, _mapping, MonthRules(), Tenant, ProductVersion.Engine);
        var run = new ReconcileRun(Store, _connection.Inventory, _connection.Writer, _bodies, bills, Tenant, _time, await SettleAsync(cancellation));
        var report = await run.RunAsync(month, adoption, cancellation);
        await Store.KeepComparisonAsync(MonthComparison.Of(report, _time.GetUtcNow()), cancellation);
        return report;
    }

    /// <summary>The comparison that the service makes every day.</summary>
    public DailyComparison DailyComparison => field ??= new(Store, Store, (month, token) => ReconcileAsync(month, adoption: null, token), Tenant, _time);

    private async Task<TimeSpan> SettleAsync(CancellationToken cancellation) => SettleTime.Of(Tenant.Ehr, await Store.NewestMeasurementAsync(cancellation));

    private ReleaseStores Stores => new(Store, Store, Store, Store);

    /// <summary>Looks for corrections and lists them; nothing is read or sent, so a paused tenant is looked through too.</summary>
    public async Task<IReadOnlyList<CorrectionStatus>> CorrectionsAsync(CancellationToken cancellation)
    {
        await using var alone = await TenantLock.TakeAsync(_home, Tenant.Slug, cancellation);
        _wrote = true;
        return await Corrections().RunAsync(cancellation);
    }

    /// <summary>Records that a person settled a correction.</summary>
    public async Task<CorrectionStatus> SettleCorrectionAsync(string id, string by, string reason, CancellationToken cancellation)
    {
        await using var alone = await TenantLock.TakeAsync(_home, Tenant.Slug, cancellation);
        _wrote = true;
        return await Corrections().SettleAsync(id, by, reason, cancellation);
    }

    /// <summary>Lets a replacement or a void correct a claim; under a hold, and nothing is sent yet. Without a number of the payer in it, the last one that the claim was answered with.</summary>
    /// <exception cref="CorrectionException">There is no such correction, or it cannot be corrected by a claim.</exception>
    public async Task<CorrectionStatus> ApproveCorrectionAsync(string id, ApprovalWord word, ILease lease, CancellationToken cancellation)
    {
        var found = (await Corrections().RunAsync(cancellation)).FirstOrDefault(status => status.Correction.Id == id)
            ?? throw new CorrectionException($"there is no correction {id}. 'ccm-bridge corrections list' shows their ids.");
        var claim = ClaimIdentifiers.ClaimRevision(found.Correction.Identifier, found.Correction.Revision);
        var answered = (await Store.AnswersAsync(claim, cancellation)).LastOrDefault(static answer => answer.PayerClaimNumber is not null);
        return await new CorrectionApproval(Stores, Store, _mapping, MonthRules(), _bodies, _connection.Writer, Tenant, _time, ProductVersion.Engine)
            .RunAsync(found, word with { PayerClaimNumber = word.PayerClaimNumber ?? answered?.PayerClaimNumber }, lease, cancellation);
    }

    public CorrectionRun Corrections() => new(Store, Store, Store, Store, Release(), Tenant, _time);

    /// <summary>Held around everything that reads the EHR into the store, plans or sends; waits for whoever has it.</summary>
    /// <param name="owner">Who works, for a person who looks at the lease.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="TenantPausedException">The tenant is paused.</exception>
    public async Task<TenantHold> HoldAsync(string owner, CancellationToken cancellation)
    {
        PauseFile.Refuse(_home, Tenant.Slug);
        var alone = await TenantLock.TakeAsync(_home, Tenant.Slug, cancellation);
        _wrote = true;
        try
        {
            return new TenantHold(alone, await LeaseAsync(owner, cancellation), keepsLease: _lease is not null);
        }
        catch
        {
            await alone.DisposeAsync();
            throw;
        }
    }

    // Everybody who works in this place keeps the lock that is held by now, so whoever held the lease there is gone or stands still.
    private async Task<HeldLease> LeaseAsync(string owner, CancellationToken cancellation)
    {
        // A command in the same home may have taken it between two passes.
        if (_lease is { } kept && await kept.ConfirmAsync(cancellation))
            return kept;
        await GiveLeaseBackAsync();
        var taken = await HeldLease.TakeAsync(Store, owner, LeaseTerms.Of(Tenant.Ehr), _stores.Place, _time, cancellation);
        if (_keepsLease)
            _lease = taken;
        return taken;
    }

    /// <summary>Gives back the lease that is kept between two pieces of work; nothing happens when none is.</summary>
    public async Task GiveLeaseBackAsync()
    {
        if (_lease is not { } lease)
            return;
        _lease = null;
        await lease.DisposeAsync();
    }

    /// <summary>Keeps decisions of people; nothing is read or sent, so a paused tenant takes them too. Returns how many were new.</summary>
    public async Task<int> RecordAsync(IReadOnlyList<HumanDecision> decisions, CancellationToken cancellation)
    {
        await using var alone = await TenantLock.TakeAsync(_home, Tenant.Slug, cancellation);
        _wrote = true;
        return await Store.RecordDecisionsAsync(decisions, cancellation);
    }

    /// <summary>Records what a person decided. A paused tenant takes it too.</summary>
    /// <exception cref="DecisionRefusedException">It does not fit the patient's month.</exception>
    public async Task<RecordedDecision> DecideAsync(HumanDecision decision, CancellationToken cancellation)
    {
        await using var alone = await TenantLock.TakeAsync(_home, Tenant.Slug, cancellation);
        return await new DecisionRecording(Store, Assessments()).RecordAsync(decision, cancellation);
    }

    /// <summary>Records what a person decided through a client of the service, once however often it is told. A paused tenant takes it too.</summary>
    /// <exception cref="DecisionRefusedException">It does not fit the patient's month.</exception>
    /// <exception cref="RepeatedKeyException">The call came before with another content.</exception>
    public async Task<RecordedDecision> DecideAsync(HumanDecision decision, RepeatableCall? call, CancellationToken cancellation)
    {
        await using var alone = await TenantLock.TakeAsync(_home, Tenant.Slug, cancellation);
        var recording = new DecisionRecording(Store, Assessments());
        if (call is not null && await Store.FirstResultAsync(call, cancellation) is { } first && await recording.FindAsync(first, cancellation) is { } known)
            return known;
        var recorded = await recording.RecordOnceAsync(decision, cancellation);
        if (call is not null)
            await Store.KeepResultAsync(call, recorded.Decision.Id, cancellation);
        return recorded;
    }

    /// <summary>How stored resources are read.</summary>
    public IResourceMapping Mapping => _mapping;

    /// <summary>
    /// Asks and sends. What was planned for another month than the one just released is judged anew first, and whatever the EHR turned out not to
    /// have: its record may have changed since.
    /// </summary>
    /// <exception cref="LedgerIntegrityException">A month is not as it was sealed: of that one nothing was sent, of the others what was planned.</exception>
    public async Task<WriteBackReport> WriteBackAsync(ILease lease, ServiceMonth? released, CancellationToken cancellation)
    {
        var settle = await SettleAsync(cancellation);
        var broken = new BrokenMonths(Store, (month, token) => Release().RunAsync(month, lease, token));
        return await broken.RunAsync(ledger => new WriteBackRun(ledger, _connection.Writer, _bodies, Tenant, _time, settle, Store)
            .RunAsync(lease, broken.JudgeAsync, released is { } just ? [just] : null, cancellation));
    }

    /// <summary>Why a write-back left planned bills without the output that is filed; null when it did not.</summary>
    public async Task<string?> NotFiledAsync(WriteBackReport report, CancellationToken cancellation) => report.NotAccepted == 0
        ? null
        : await FiledOutput.WhatIsMissingAsync(Tenant, _connection.Writer, await Store.OutstandingAsync(cancellation), cancellation);

    /// <summary>Finds out by trying what the EHR does with writes, and keeps it: from then on the bridge chooses by it.</summary>
    /// <exception cref="Pipeline.EhrException">The EHR cannot be asked, or does not have the test patient.</exception>
    public async Task<ProbeReport> ProbeAsync(ILease lease, CancellationToken cancellation)
    {
        var report = await _connection.ProbeAsync(lease, cancellation);
        await Store.KeepMeasurementAsync(report.Measurement, cancellation);
        return report;
    }

    /// <summary>Whether a patient was ever planned a bill: such a one is somebody, and nothing is tried out on somebody.</summary>
    public async Task<bool> WasBilledAsync(string patient, CancellationToken cancellation) => await Store.FindPersonAsync(patient, cancellation) is not null;

    /// <summary>By what each type is written, as it stands now.</summary>
    /// <exception cref="Pipeline.EhrException">The EHR cannot be asked what it offers.</exception>
    public Task<IReadOnlyList<EhrFinding>> WaysOfWritingAsync(CancellationToken cancellation) => _connection.WaysOfWritingAsync(cancellation);

    public Outbox Outbox() => new(Store);

    /// <summary>What a person may do to an entry of the ledger; under a hold.</summary>
    public OutboxActions OutboxActions() => new(Store, Release(), Assessments());

    public async Task<MonthOverview> OverviewAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var overview = await MonthOverview.ReadAsync(Store, Store, Store, Sealing(), Assessments(), await Store.PatientAliasesAsync(cancellation), month, cancellation);
        return overview with { Doubts = await Store.DoubtsAsync(cancellation), Refused = RefusedClaim.Of(await Store.AnswersOfAsync(month, cancellation), await Store.MonthAsync(month, cancellation)) };
    }

    /// <summary>Opens a closed month again; under a hold.</summary>
    public MonthReopening Reopening() => new(Store, Store, Sealing(), _time);

    private MonthSealing Sealing() => new(Store, Store, Store, _time);

    public IEhrReader Reader => _connection.Reader;

    public async ValueTask DisposeAsync()
    {
        try
        {
            // A command signs what it did; of the service, the worker does.
            if (_ownsStores && _wrote)
                await AnchorAsync(isStop: true, CancellationToken.None);
        }
        finally
        {
            await GiveLeaseBackAsync();
            await _connection.DisposeAsync();
            await Store.DisposeAsync();
            if (_ownsStores)
                await _stores.DisposeAsync();
            _auditKey?.Dispose();
        }
    }
}
