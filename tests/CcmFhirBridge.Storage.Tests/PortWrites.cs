using System.Reflection;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Probing;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.Statements;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests;

/// <summary>One write of a port, as a suite makes it.</summary>
/// <param name="Act">The write itself.</param>
public sealed record PortWrite(Func<Task> Act)
{
    /// <summary>What has to be there before.</summary>
    public Func<Task> Prepare { get; init; } = () => Task.CompletedTask;
}

/// <summary>
/// Every method of every port of the store: either it reads only, or here is how it writes. A new method that stands in neither list fails
/// every suite that goes over them.
/// </summary>
public sealed class PortWrites(SqlTenantStore store, TimeProvider time, Lease lease, ClaimSlot slot)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    /// <summary>Methods that read only.</summary>
    public static readonly HashSet<string> Reads = new(StringComparer.Ordinal)
    {
        "IBillingLedger.BrokenHistoriesAsync", "IBillingLedger.FindPersonAsync", "IBillingLedger.HistoryAsync", "IBillingLedger.MonthAsync",
        "IBillingLedger.OutstandingAsync", "IBillingLedger.RevisionsAsync", "IBillingLedger.SlotAsync", "IBillingLedger.TakeBacksAsync", "IBillingLedger.UnsettledAsync",
        "IAssessmentStore.AssessedByAsync", "IAssessmentStore.AssessedMonthsAsync", "IAssessmentStore.AssessmentsAfterAsync", "IAssessmentStore.DueAsync", "IAssessmentStore.FindAsync", "IAssessmentStore.ListAsync", "IAssessmentStore.PositionAsync",
        "IMonthStore.ChainAsync", "IMonthStore.FindAsync", "IMonthStore.ListAsync", "IMonthStore.ReleasesAsync", "IMonthStore.RulePackAsync",
        "ICorrectionStore.CorrectedThroughAsync", "ICorrectionStore.CorrectionEventsAsync", "IDecisionStore.DecisionsAsync", "IDoubtStore.DoubtsAsync",
        "IComparisonStore.ComparisonsAsync", "IEhrMeasurementStore.NewestMeasurementAsync", "IEhrStatementStore.LastStatementChangeAsync", "IEhrStatementStore.StatementAsync",
        "IResourceStore.AvoidedFormsAsync", "IResourceStore.BilledClaimsAsync", "IResourceStore.CountUnseenAsync", "IResourceStore.CursorAsync", "IResourceStore.DirectoryFactsAsync",
        "IResourceStore.FactsOfAsync", "IResourceStore.LastCompleteReadAsync", "IResourceStore.ListedAsync", "IResourceStore.LastWholeReadAsync", "IResourceStore.MappingVersionAsync", "IResourceStore.UnreadTypesAsync", "IResourceStore.UnseenIdsAsync",
        "IResourceStore.PatientAliasesAsync", "IResourceStore.PatientsAsync", "IResourceStore.RawAsync", "IResourceStore.ServicesSinceAsync/1",
        "IResourceStore.StaffIntervalsAsync", "IResourceStore.StaffIntervalsOfAsync", "IResourceStore.UnreadableAsync", "ITenantFigures.FiguresAsync",
        "IAuditTrail.AnchorsAsync", "IAuditTrail.HeadAsync", "IAuditTrail.NewestAnchorAsync", "IAuditTrail.PageAsync", "IAuditTrail.StretchAsync",
        "IAccessStore.ClientAsync", "IAccessStore.ClientsAsync", "IAccessStore.GrantAsync", "ICallStore.FirstResultAsync", "ILoggedTimeStore.FindLoggedAsync",
        "IClaimAnswerStore.AnswersAsync", "IClaimAnswerStore.AnswersOfAsync", "IClaimAnswerStore.RefusedAfterAsync", "IServedStore.ServedAsync", "IServedStore.ServedVersionAsync", "IServedStore.ServedVersionsAsync",
        "IServedStore.SearchServedAsync", "IServedStore.CountServedAsync", "IServedStore.ServedTogetherAsync",
        "IAuditedRecords.RecordsAsync", "IAuditedRecords.StandingAsync", "IAuditedRecords.get_Standing", "IAuditedRecords.get_Tables",
    };

    private long Fence => lease.Fence;

    /// <summary>The writes of whoever takes the tenant through a store.</summary>
    public static async Task<PortWrites> BeginAsync(SqlTenantStore store, IStoreFactory factory)
    {
        var lease = await store.TakeLeaseAsync(new LeaseTaker("test", "here", default), TimeSpan.FromMinutes(1), default);
        return new PortWrites(store, factory.Time, lease, new ClaimSlot(factory.Tenant, await store.PersonAsync("Patient/p1", default), s_april));
    }

    /// <summary>Every method of every port, by name.</summary>
    public static TheoryData<string> Methods => [.. typeof(SqlTenantStore).GetInterfaces()
        .Where(port => port.Namespace!.StartsWith("CcmFhirBridge", StringComparison.Ordinal)).SelectMany(port => port.GetMethods()).Select(NameOf).Distinct(StringComparer.Ordinal)];

    /// <summary>Every write, by name.</summary>
    public IReadOnlyDictionary<string, PortWrite> All => new Dictionary<string, PortWrite>(StringComparer.Ordinal)
    {
        ["ILeaseStore.TakeLeaseAsync"] = new(() => store.TakeFenceAsync("test", default)),
        ["ILeaseStore.RenewLeaseAsync"] = new(() => store.RenewLeaseAsync(lease, TimeSpan.FromMinutes(1), default)),
        ["ILeaseStore.ReleaseLeaseAsync"] = new(() => store.ReleaseLeaseAsync(lease, default)),
        ["IAuditTrail.AppendAsync"] = new(() => store.AppendAsync([new AuditRecord { At = time.GetUtcNow(), Kind = AuditKinds.Access, Action = "read" }], default)),
        ["IAuditTrail.KeepAnchorAsync"] = new(() => store.KeepAnchorAsync(new AuditAnchor(1, "00", time.GetUtcNow(), "k", "AA=="), default)),
        ["IBillingLedger.PersonAsync"] = new(() => store.PersonAsync("Patient/p2", default)),
        ["IBillingLedger.PlanAsync"] = new(() => store.PlanAsync(Fence, [Claim()], default)),
        ["IBillingLedger.AdoptAsync"] = new(() => store.AdoptAsync(Fence, [Claim(state: LedgerState.Confirmed) with { EhrReference = "Claim/1" }], default)),
        ["IBillingLedger.MoveAsync(LedgerEntry)"] = new(() => store.MoveAsync(Fence, Claim() with { Attempts = 1 }, LedgerState.Sending, default))
        {
            Prepare = () => store.PlanAsync(Fence, [Claim()], default),
        },
        ["IBillingLedger.ReviseAsync"] = new(() => store.ReviseAsync(Fence, Revision, default)) { Prepare = ConfirmAsync },
        ["IBillingLedger.MoveAsync(TakeBack)"] = new(() => store.MoveAsync(Fence, Revision.TakeBacks[0] with { Attempts = 1 }, LedgerState.Sending, default))
        {
            Prepare = async () =>
            {
                await ConfirmAsync();
                await store.ReviseAsync(Fence, Revision, default);
            },
        },
        ["IAccessStore.AddClientAsync"] = new(AddClientAsync),
        ["IAccessStore.RotateClientAsync"] = new(() => store.RotateClientAsync("c1", AccessClientKeys.Kept("{}"), new AccessChange(time.GetUtcNow(), "admin"), default)) { Prepare = AddClientAsync },
        ["IAccessStore.RevokeClientAsync"] = new(() => store.RevokeClientAsync("c1", new AccessChange(time.GetUtcNow(), "admin"), default)) { Prepare = AddClientAsync },
        ["IAccessStore.IssueTokenAsync"] = new(async () => (await store.IssueTokenAsync(Token, time.GetUtcNow(), default)).ShouldBe(TokenOutcome.Issued)) { Prepare = AddClientAsync },
        ["ICallStore.KeepResultAsync"] = new(() => store.KeepResultAsync(new RepeatableCall("c1", "key", "aa"), "1", default)),
        ["IClaimAnswerStore.RecordAnswerAsync"] = new(() => store.RecordAnswerAsync(
            new ClaimAnswer { RevisionIdentifier = "0R1", Status = ClaimAnswerStatus.Paid, Amount = 66.13m, RecordedAt = time.GetUtcNow(), Client = "c1" }, null, default)),
        ["ILoggedTimeStore.LogAsync"] = new(LogAsync),
        ["ILoggedTimeStore.VoidAsync"] = new(() => store.VoidAsync(new VoidedTime(Logged.Id, "duplicate", time.GetUtcNow(), "c1"), "{ }"u8.ToArray(), new LoggedMapping(), default)) { Prepare = LogAsync },
        ["IAssessmentStore.SaveAsync"] = new(() => store.SaveAsync([new StoredAssessment("Patient/p1", s_april, Outcome.Bill, "{}"u8.ToArray()) { Position = 0 }], default)),
        ["IAssessmentStore.SaveAssessedByAsync"] = new(() => store.SaveAssessedByAsync(s_april, "rules", default)),
        ["IAssessmentStore.SaveAssessedThroughAsync"] = new(() => store.SaveAssessedThroughAsync(s_april, 7, default)),
        ["IMonthStore.SaveAsync"] = new(() => store.SaveAsync(Closed, default)),
        ["IMonthStore.ReplaceAsync"] = new(async () => (await store.ReplaceAsync(await store.FindAsync(s_april, default), Closed, default)).ShouldBeTrue()),
        ["IMonthStore.AppendAsync"] = new(() => new MonthSealing(store, store, store, time).SealAsync(s_april, default)) { Prepare = () => store.SaveAsync(Closed, default) },
        ["IMonthStore.RecordReleaseAsync"] = new(() => store.RecordReleaseAsync(new ReleaseDecision(s_april, null, "biller", time.GetUtcNow(), null), default)),
        ["IMonthStore.KeepRulePackAsync"] = new(() => store.KeepRulePackAsync("us@1", "rules"u8.ToArray(), default)),
        ["ICorrectionStore.RecordCorrectionsAsync"] = new(() => store.RecordCorrectionsAsync([new CorrectionEvent(Wrong, CorrectionStep.Identified, time.GetUtcNow(), null, null)], default)),
        ["ICorrectionStore.SaveCorrectedThroughAsync"] = new(() => store.SaveCorrectedThroughAsync(s_april, 7, default)),
        ["IDecisionStore.RecordDecisionsAsync"] = new(() => store.RecordDecisionsAsync([Decision], default)),
        ["IComparisonStore.KeepComparisonAsync"] = new(() => store.KeepComparisonAsync(new MonthComparison { Month = s_april, At = time.GetUtcNow() }, default)),
        ["IEhrMeasurementStore.KeepMeasurementAsync"] = new(() => store.KeepMeasurementAsync(new EhrMeasurement { At = time.GetUtcNow(), Statement = "0123456789abcdef", Verbs = [] }, default)),
        ["IEhrStatementStore.KeepStatementAsync"] = new(() => store.KeepStatementAsync(new EhrStatement(time.GetUtcNow(), AuditRecord.NoDetails), null, default)),
        ["IServedStore.SecretAsync"] = new(() => store.SecretAsync("links", default)),
        ["IResourceStore.BeginReadAsync"] = new(() => store.BeginReadAsync("Patient", default)),
        ["IResourceStore.KeepAvoidedFormsAsync"] = new(() => store.KeepAvoidedFormsAsync("Patient", AvoidedForms.None("basis"), default)),
        ["IResourceStore.ServicesSinceAsync"] = new(() => store.ServicesSinceAsync(new DateOnly(2026, 1, 1), default)),
        ["IResourceStore.ReprojectAsync"] = new(() => store.ReprojectAsync(new Nothing(), default)),
        ["IResourceStore.MergePatientsAsync"] = new(() => store.MergePatientsAsync(new AliasedMapping(new Nothing(), PatientAliases.None), [], default)),
        ["IResourceStore.StorePagesAsync"] = new(() => store.StorePageAsync(1, [Projected.Patient("p1")], null, default)),
        ["IDoubtStore.KeepDoubtsAsync"] = new(() => store.KeepDoubtsAsync(
            [new PatientDoubt("Patient/p1", "Patient/p1", new ReadDoubt("Encounter", "gap.patient-withheld", "Open it."))], ["Patient/p1"], default)),
        ["IResourceStore.SweepAsync"] = new(() => store.SweepAsync("Patient", 1, default)),
        ["IResourceStore.RecordSyncAsync"] = new(() => store.RecordSyncAsync(new SyncMark(time.GetUtcNow(), 0, false), default)),
        ["IResourceStore.RecordListedAsync"] = new(() => store.RecordListedAsync(300, default)),
        ["IResourceStore.RecordWholeReadAsync"] = new(() => store.RecordWholeReadAsync("Patient", time.GetUtcNow(), default)),
        ["IResourceStore.RecordCompleteReadAsync"] = new(() => store.RecordCompleteReadAsync(new CompleteRead(time.GetUtcNow(), time.GetUtcNow()), default)),
    };

    /// <summary>How a method writes.</summary>
    /// <exception cref="InvalidOperationException">It stands in no list.</exception>
    public PortWrite Of(string method) => All.GetValueOrDefault(method)
        ?? throw new InvalidOperationException($"{method} writes or reads, and stands in no list: say which, and how it writes.");

    private AccessClient Client => new()
    {
        Id = "c1",
        Name = "Billing",
        Scopes = "system/Claim.rs",
        Keys = AccessClientKeys.Kept("""{"keys":[]}"""),
        Created = new AccessChange(time.GetUtcNow(), "admin"),
    };

    /// <summary>The token of its write.</summary>
    public TokenRequest Token => new()
    {
        Client = Client,
        AssertionHash = "hash",
        AssertionUntil = time.GetUtcNow().AddSeconds(330),
        Token = new TokenToKeep("token", "system/Claim.rs", time.GetUtcNow().AddSeconds(300)),
    };

    private MonthRecord Closed => new()
    {
        Month = s_april,
        State = MonthState.Closed,
        Reason = "Closed.",
        ReadStartedAt = time.GetUtcNow(),
        ClosedAt = time.GetUtcNow(),
        Zone = "America/New_York",
        TenantRevision = "sha256:1",
        Engine = "0.1.0",
    };

    private HumanDecision Decision => new()
    {
        Patient = "Patient/p1",
        Month = s_april,
        Kind = DecisionKind.Approve,
        Rules = ["r"],
        By = "biller",
        At = time.GetUtcNow(),
        Reason = "Mrs Canary called about her note.",
    };

    private static Correction Wrong => new()
    {
        Identifier = "claim-p1",
        Revision = 1,
        Patient = "Patient/p1",
        Month = s_april,
        Kind = CorrectionKind.Overpaid,
        Billed = [new("99490", 1)],
        Supported = [],
        ChargeDifference = 62.14m,
        Differences = ["Mrs Canary was counted twice."],
        IdentifiedOn = new DateOnly(2026, 5, 5),
    };

    private BillRevision Revision => new(
        [Claim(state: LedgerState.Confirmed) with { Attempts = 1, EhrReference = "Claim/1" }], [Entries.TakeBack(Claim())],
        [Claim(revision: 2, body: "claim again")]);

    private LedgerEntry Claim(int revision = 1, string body = "claim", LedgerState state = LedgerState.Planned) =>
        Entries.Claim(slot, revision, body, state) with { Patient = "Patient/p1" };

    private async Task ConfirmAsync()
    {
        await store.PlanAsync(Fence, [Claim()], default);
        await store.MoveAsync(Fence, Claim() with { Attempts = 1 }, LedgerState.Sending, default);
        await store.MoveAsync(Fence, Claim() with { Attempts = 1, EhrReference = "Claim/1" }, LedgerState.Confirmed, default);
    }

    private LoggedTime Logged => new() { Id = SourceReference.LoggedPrefix + "a", ContentHash = "aa", RecordedAt = time.GetUtcNow(), Client = "c1" };

    private Task LogAsync() => store.LogAsync(Logged, "{}"u8.ToArray(), new LoggedMapping(), null, default);

    private Task AddClientAsync() => store.AddClientAsync(Client, default);

    // Two methods of one name are told apart by what they take.
    private static string NameOf(MethodInfo method)
    {
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        return name switch
        {
            "IBillingLedger.MoveAsync" => $"{name}({method.GetParameters()[1].ParameterType.Name})",
            "IResourceStore.ServicesSinceAsync" when method.GetParameters().Length == 1 => name + "/1",
            _ => name,
        };
    }

    private sealed class LoggedMapping : IResourceMapping
    {
        public string Version => "logged";

        public ProjectedResource Project(ReadOnlyMemory<byte> json) =>
            Projected.Of($"Encounter/{SourceReference.LoggedPrefix}a", "Patient/p1", content: System.Text.Encoding.UTF8.GetString(json.Span)).Projected;

        public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => throw new InvalidOperationException("Nothing is assessed.");
    }

    private sealed class Nothing : IResourceMapping
    {
        public string Version => "other";

        public ProjectedResource Project(ReadOnlyMemory<byte> json) => throw new InvalidOperationException("Nothing is stored.");

        public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => throw new InvalidOperationException("Nothing is assessed.");
    }
}
