using System.Reflection;
using System.Text;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Probing;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Auditing;

/// <summary>
/// Whoever writes, tells: every method of every port of the store either leaves a row, or stands in a list that says why not. A new method
/// that stands in none of them fails here.
/// </summary>
public abstract class AuditedWritesBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    /// <summary>Reads only.</summary>
    private static readonly HashSet<string> s_reads = new(StringComparer.Ordinal)
    {
        "IBillingLedger.BrokenHistoriesAsync", "IBillingLedger.FindPersonAsync", "IBillingLedger.HistoryAsync", "IBillingLedger.MonthAsync",
        "IBillingLedger.OutstandingAsync", "IBillingLedger.RevisionsAsync", "IBillingLedger.SlotAsync", "IBillingLedger.TakeBacksAsync", "IBillingLedger.UnsettledAsync",
        "IAssessmentStore.AssessedByAsync", "IAssessmentStore.AssessedMonthsAsync", "IAssessmentStore.AssessmentsAfterAsync", "IAssessmentStore.DueAsync", "IAssessmentStore.FindAsync", "IAssessmentStore.ListAsync", "IAssessmentStore.PositionAsync",
        "IMonthStore.ChainAsync", "IMonthStore.FindAsync", "IMonthStore.ListAsync", "IMonthStore.ReleasesAsync", "IMonthStore.RulePackAsync",
        "ICorrectionStore.CorrectedThroughAsync", "ICorrectionStore.CorrectionEventsAsync", "IDecisionStore.DecisionsAsync",
        "IEhrMeasurementStore.NewestMeasurementAsync", "IEhrStatementStore.LastStatementChangeAsync", "IEhrStatementStore.StatementAsync",
        "IResourceStore.AvoidedFormsAsync", "IResourceStore.BilledClaimsAsync", "IResourceStore.CountUnseenAsync", "IResourceStore.CursorAsync", "IResourceStore.DirectoryFactsAsync",
        "IResourceStore.FactsOfAsync", "IResourceStore.LastCompleteReadAsync", "IResourceStore.LastWholeReadAsync", "IResourceStore.MappingVersionAsync",
        "IResourceStore.PatientAliasesAsync", "IResourceStore.PatientsAsync", "IResourceStore.RawAsync", "IResourceStore.ServicesSinceAsync/1",
        "IResourceStore.StaffIntervalsAsync", "IResourceStore.StaffIntervalsOfAsync", "IResourceStore.UnreadableAsync", "ITenantFigures.FiguresAsync",
        "IAuditTrail.AnchorsAsync", "IAuditTrail.HeadAsync", "IAuditTrail.NewestAnchorAsync", "IAuditTrail.PageAsync", "IAuditTrail.StretchAsync",
        "IAccessStore.ClientAsync", "IAccessStore.ClientsAsync", "IAccessStore.GrantAsync", "ICallStore.FirstResultAsync", "ILoggedTimeStore.FindLoggedAsync",
        "IClaimAnswerStore.AnswersAsync", "IClaimAnswerStore.AnswersOfAsync", "IClaimAnswerStore.RefusedAfterAsync", "IServedStore.ServedAsync", "IServedStore.ServedVersionAsync", "IServedStore.ServedVersionsAsync",
        "IServedStore.SearchServedAsync", "IServedStore.CountServedAsync", "IServedStore.ServedTogetherAsync",
        "IAuditedRecords.RecordsAsync", "IAuditedRecords.StandingAsync", "IAuditedRecords.get_Standing", "IAuditedRecords.get_Tables",
    };

    /// <summary>Writes that tell the trail nothing, and why.</summary>
    private static readonly Dictionary<string, string> s_silent = new(StringComparer.Ordinal)
    {
        ["ILeaseStore.TakeLeaseAsync"] = "Who may work says nothing of what was done; every row of the ledger carries the fence.",
        ["ILeaseStore.RenewLeaseAsync"] = "As taking one.",
        ["ILeaseStore.ReleaseLeaseAsync"] = "As taking one.",
        ["IBillingLedger.PersonAsync"] = "A number of our own for a patient; what is planned for it tells the patient.",
        ["IResourceStore.BeginReadAsync"] = "A counter; each page of the read carries its number.",
        ["IResourceStore.KeepAvoidedFormsAsync"] = "How the next read asks; nothing of a patient is read, changed or sent.",
        ["IResourceStore.ServicesSinceAsync"] = "How far back the next read asks; the pages tell what came.",
        ["IAssessmentStore.SaveAssessedByAsync"] = "A position; the assessments that were saved are told.",
        ["IAssessmentStore.SaveAssessedThroughAsync"] = "A position; the assessments that were saved are told.",
        ["ICorrectionStore.SaveCorrectedThroughAsync"] = "A position; the corrections that were found are told.",
        ["ICallStore.KeepResultAsync"] = "What a repeated call is answered with; what the call did is told.",
        ["IServedStore.SecretAsync"] = "A key that links between pages are signed with, made once.",
        ["IAuditTrail.KeepAnchorAsync"] = "It signs the trail, and a row of it would be one more to sign.",
    };

    private long _fence;
    private ClaimSlot _slot;

    /// <summary>Writes that leave a row.</summary>
    private Dictionary<string, Func<Task>> Told => new(StringComparer.Ordinal)
    {
        ["IAuditTrail.AppendAsync"] = () => Store.AppendAsync([new AuditRecord { At = Factory.Time.GetUtcNow(), Kind = AuditKinds.Access, Action = "read" }], default),
        ["IBillingLedger.PlanAsync"] = () => Store.PlanAsync(_fence, [Claim()], default),
        ["IBillingLedger.AdoptAsync"] = () => Store.AdoptAsync(_fence, [Claim(state: LedgerState.Confirmed) with { EhrReference = "Claim/1" }], default),
        ["IBillingLedger.MoveAsync(LedgerEntry)"] = async () =>
        {
            await Store.PlanAsync(_fence, [Claim()], default);
            await TellingAsync(() => Store.MoveAsync(_fence, Claim() with { Attempts = 1 }, LedgerState.Sending, default));
        },
        ["IBillingLedger.ReviseAsync"] = async () =>
        {
            await ConfirmedAsync();
            await TellingAsync(() => Store.ReviseAsync(_fence, Revision, default));
        },
        ["IBillingLedger.MoveAsync(TakeBack)"] = async () =>
        {
            await ConfirmedAsync();
            await Store.ReviseAsync(_fence, Revision, default);
            await TellingAsync(() => Store.MoveAsync(_fence, Revision.TakeBacks[0] with { Attempts = 1 }, LedgerState.Sending, default));
        },
        ["IAccessStore.AddClientAsync"] = () => Store.AddClientAsync(Client, default),
        ["IAccessStore.RotateClientAsync"] = async () =>
        {
            await Store.AddClientAsync(Client, default);
            await TellingAsync(() => Store.RotateClientAsync("c1", AccessClientKeys.Kept("{}"), new AccessChange(Factory.Time.GetUtcNow(), "admin"), default));
        },
        ["IAccessStore.RevokeClientAsync"] = async () =>
        {
            await Store.AddClientAsync(Client, default);
            await TellingAsync(() => Store.RevokeClientAsync("c1", new AccessChange(Factory.Time.GetUtcNow(), "admin"), default));
        },
        ["IAccessStore.IssueTokenAsync"] = async () =>
        {
            await Store.AddClientAsync(Client, default);
            await TellingAsync(async () => (await Store.IssueTokenAsync(Token, Factory.Time.GetUtcNow(), default)).ShouldBe(TokenOutcome.Issued));
            await TellingAsync(async () => (await Store.IssueTokenAsync(Token, Factory.Time.GetUtcNow(), default)).ShouldBe(TokenOutcome.Replayed));
        },
        ["IClaimAnswerStore.RecordAnswerAsync"] = () => Store.RecordAnswerAsync(
            new ClaimAnswer { RevisionIdentifier = "0R1", Status = ClaimAnswerStatus.Paid, Amount = 66.13m, RecordedAt = Factory.Time.GetUtcNow(), Client = "c1" }, null, default),
        ["ILoggedTimeStore.LogAsync"] = () => Store.LogAsync(Logged, "{}"u8.ToArray(), new LoggedMapping(), null, default),
        ["ILoggedTimeStore.VoidAsync"] = async () =>
        {
            await Store.LogAsync(Logged, "{}"u8.ToArray(), new LoggedMapping(), null, default);
            await TellingAsync(() => Store.VoidAsync(new VoidedTime(Logged.Id, "duplicate", Factory.Time.GetUtcNow(), "c1"), "{ }"u8.ToArray(), new LoggedMapping(), default));
        },
        ["IAssessmentStore.SaveAsync"] = () => Store.SaveAsync([new StoredAssessment("Patient/p1", s_april, Outcome.Bill, "{}"u8.ToArray()) { Position = 0 }], default),
        ["IMonthStore.SaveAsync"] = () => Store.SaveAsync(Closed, default),
        ["IMonthStore.ReplaceAsync"] = async () => (await Store.ReplaceAsync(await Store.FindAsync(s_april, default), Closed, default)).ShouldBeTrue(),
        ["IMonthStore.AppendAsync"] = async () =>
        {
            await Store.SaveAsync(Closed, default);
            await TellingAsync(() => new MonthSealing(Store, Store, Store, Factory.Time).SealAsync(s_april, default));
        },
        ["IMonthStore.RecordReleaseAsync"] = () => Store.RecordReleaseAsync(new ReleaseDecision(s_april, null, "biller", Factory.Time.GetUtcNow(), null), default),
        ["IMonthStore.KeepRulePackAsync"] = () => Store.KeepRulePackAsync("us@1", "rules"u8.ToArray(), default),
        ["ICorrectionStore.RecordCorrectionsAsync"] = () => Store.RecordCorrectionsAsync([new CorrectionEvent(Wrong, CorrectionStep.Identified, Factory.Time.GetUtcNow(), null, null)], default),
        ["IDecisionStore.RecordDecisionsAsync"] = () => Store.RecordDecisionsAsync([Decision], default),
        ["IEhrMeasurementStore.KeepMeasurementAsync"] = () => Store.KeepMeasurementAsync(new EhrMeasurement { At = Factory.Time.GetUtcNow(), Statement = "0123456789abcdef", Verbs = [] }, default),
        ["IEhrStatementStore.KeepStatementAsync"] = () => Store.KeepStatementAsync(new EhrStatement(Factory.Time.GetUtcNow(), AuditRecord.NoDetails), null, default),
        ["IResourceStore.ReprojectAsync"] = () => Store.ReprojectAsync(new Nothing(), default),
        ["IResourceStore.MergePatientsAsync"] = () => Store.MergePatientsAsync(new AliasedMapping(new Nothing(), PatientAliases.None), [], default),
        ["IResourceStore.StorePageAsync"] = () => Store.StorePageAsync(1, [Projected.Patient("p1")], null, default),
        ["IResourceStore.SweepAsync"] = () => Store.SweepAsync("Patient", 1, default),
        ["IResourceStore.RecordSyncAsync"] = () => Store.RecordSyncAsync(new SyncMark(Factory.Time.GetUtcNow(), 0, false), default),
        ["IResourceStore.RecordWholeReadAsync"] = () => Store.RecordWholeReadAsync("Patient", Factory.Time.GetUtcNow(), default),
        ["IResourceStore.RecordCompleteReadAsync"] = () => Store.RecordCompleteReadAsync(new CompleteRead(Factory.Time.GetUtcNow(), Factory.Time.GetUtcNow()), default),
    };

    private LoggedTime Logged => new() { Id = SourceReference.LoggedPrefix + "a", ContentHash = "aa", RecordedAt = Factory.Time.GetUtcNow(), Client = "c1" };

    private AccessClient Client => new()
    {
        Id = "c1",
        Name = "Billing",
        Scopes = "system/Claim.rs",
        Keys = AccessClientKeys.Kept("""{"keys":[]}"""),
        Created = new AccessChange(Factory.Time.GetUtcNow(), "admin"),
    };

    private TokenRequest Token => new()
    {
        Client = Client,
        AssertionHash = "hash",
        AssertionUntil = Factory.Time.GetUtcNow().AddSeconds(330),
        Token = new TokenToKeep("token", "system/Claim.rs", Factory.Time.GetUtcNow().AddSeconds(300)),
    };

    private MonthRecord Closed => new()
    {
        Month = s_april,
        State = MonthState.Closed,
        Reason = "Closed.",
        ReadStartedAt = Factory.Time.GetUtcNow(),
        ClosedAt = Factory.Time.GetUtcNow(),
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
        At = Factory.Time.GetUtcNow(),
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
        [Claim(state: LedgerState.Confirmed) with { Attempts = 1, EhrReference = "Claim/1" }], [TakeBackOf(Claim())],
        [Claim(revision: 2, body: "claim again")]);

    public static TheoryData<string> Methods => [.. typeof(SqlTenantStore).GetInterfaces()
        .Where(port => port.Namespace!.StartsWith("CcmFhirBridge", StringComparison.Ordinal)).SelectMany(port => port.GetMethods()).Select(NameOf).Distinct(StringComparer.Ordinal)];

    protected override async Task BeginAsync()
    {
        _fence = await Store.TakeFenceAsync("test", default);
        _slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), s_april);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_leaves_a_row_or_says_why_not(string method)
    {
        if (s_reads.Contains(method) || s_silent.ContainsKey(method))
        {
            Told.Keys.ShouldNotContain(method);
            return;
        }

        await TellingAsync(Told.GetValueOrDefault(method) ?? throw new InvalidOperationException($"{method} writes or reads, and stands in no list: tell the trail, or say why not."));

        using var verifying = new Verifying(Store, Factory.Time);
        (await verifying.RunAsync()).Findings.ShouldBeEmpty();
        foreach (var row in await Store.PageAsync(0, 100, AuditFilter.Everything, default))
            row.ToString().ShouldNotContain("Canary");
    }

    [Fact]
    public void The_lists_name_methods_that_there_are() =>
        s_reads.Concat(s_silent.Keys).Concat(Told.Keys).Except(Methods.Select(row => row.Data), StringComparer.Ordinal).ShouldBeEmpty();

    private async Task TellingAsync(Func<Task> write)
    {
        var before = (await Store.HeadAsync(default)).Sequence;
        await write();
        (await Store.HeadAsync(default)).Sequence.ShouldBeGreaterThan(before);
    }

    private LedgerEntry Claim(int revision = 1, string body = "claim", LedgerState state = LedgerState.Planned) =>
        Entries.Claim(_slot, revision, body, state) with { Patient = "Patient/p1" };

    private async Task ConfirmedAsync()
    {
        await Store.PlanAsync(_fence, [Claim()], default);
        await Store.MoveAsync(_fence, Claim() with { Attempts = 1 }, LedgerState.Sending, default);
        await Store.MoveAsync(_fence, Claim() with { Attempts = 1, EhrReference = "Claim/1" }, LedgerState.Confirmed, default);
    }

    private static TakeBack TakeBackOf(LedgerEntry entry)
    {
        var body = Encoding.UTF8.GetBytes("taken back");
        return new TakeBack
        {
            RevisionIdentifier = entry.RevisionIdentifier,
            Slot = entry.Slot,
            Body = body,
            BodyHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body)),
            State = LedgerState.Planned,
        };
    }

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
            Projected.Of($"Encounter/{SourceReference.LoggedPrefix}a", "Patient/p1", content: Encoding.UTF8.GetString(json.Span)).Projected;

        public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => throw new InvalidOperationException("Nothing is assessed.");
    }

    private sealed class Nothing : IResourceMapping
    {
        public string Version => "other";

        public ProjectedResource Project(ReadOnlyMemory<byte> json) => throw new InvalidOperationException("Nothing is stored.");

        public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => throw new InvalidOperationException("Nothing is assessed.");
    }
}

public sealed class SqliteAuditedWritesTests() : AuditedWritesBehaviour(new SqliteStoreFactory());

public sealed class PostgresAuditedWritesTests() : AuditedWritesBehaviour(new PostgresStoreFactory());
