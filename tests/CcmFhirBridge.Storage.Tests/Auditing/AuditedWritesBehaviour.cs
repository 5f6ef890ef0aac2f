using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Storage.Tests.Auditing;

/// <summary>
/// Whoever writes, tells: every method of every port of the store either leaves a row, or stands in a list that says why not. A new method
/// that stands in none of them fails here.
/// </summary>
public abstract class AuditedWritesBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
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

    private PortWrites? _writes;

    public static TheoryData<string> Methods => PortWrites.Methods;

    private PortWrites Writes => _writes ?? throw new InvalidOperationException("A test begins after its store was opened.");

    protected override async Task BeginAsync() => _writes = await PortWrites.BeginAsync(Store, Factory);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_leaves_a_row_or_says_why_not(string method)
    {
        if (PortWrites.Reads.Contains(method))
            return;
        var write = Writes.Of(method);
        await write.Prepare();
        var before = (await Store.HeadAsync(default)).Sequence;
        await write.Act();
        var after = (await Store.HeadAsync(default)).Sequence;
        if (s_silent.ContainsKey(method))
            after.ShouldBe(before);
        else
            after.ShouldBeGreaterThan(before);

        using var verifying = new Verifying(Store, Factory.Time);
        if (method != "IAuditTrail.KeepAnchorAsync")
            (await verifying.RunAsync()).Findings.ShouldBeEmpty();
        foreach (var row in await Store.PageAsync(0, 100, AuditFilter.Everything, default))
            row.ToString().ShouldNotContain("Canary");
    }

    [Fact]
    public async Task A_token_that_is_asked_for_a_second_time_is_told_too()
    {
        var issue = Writes.Of("IAccessStore.IssueTokenAsync");
        await issue.Prepare();
        await issue.Act();
        var before = (await Store.HeadAsync(default)).Sequence;
        (await Store.IssueTokenAsync(Writes.Token, Factory.Time.GetUtcNow(), default)).ShouldBe(TokenOutcome.Replayed);
        (await Store.HeadAsync(default)).Sequence.ShouldBeGreaterThan(before);
    }

    [Fact]
    public void The_lists_name_methods_that_there_are()
    {
        var methods = Methods.Select(row => row.Data).ToHashSet(StringComparer.Ordinal);
        PortWrites.Reads.Concat(s_silent.Keys).Concat(Writes.All.Keys).Except(methods, StringComparer.Ordinal).ShouldBeEmpty();
        PortWrites.Reads.Intersect(Writes.All.Keys, StringComparer.Ordinal).ShouldBeEmpty();
    }
}

public sealed class SqliteAuditedWritesTests() : AuditedWritesBehaviour(new SqliteStoreFactory());

public sealed class PostgresAuditedWritesTests() : AuditedWritesBehaviour(new PostgresStoreFactory());
