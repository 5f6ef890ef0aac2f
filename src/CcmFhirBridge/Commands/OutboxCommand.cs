using System.CommandLine;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Outboxes;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>outbox</c>: what has not come to rest in the ledger, and what a person does about it.</summary>
internal static class OutboxCommand
{
    private static readonly LedgerState[] s_waiting =
        [LedgerState.Planned, LedgerState.Sending, LedgerState.InDoubt, LedgerState.Held, LedgerState.Quarantined, LedgerState.Rejected];

    public static Command Create(CommandEnvironment environment) => new("outbox", "Show what has not come to rest in the ledger, and decide about it. No action sends anything by itself.")
    {
        List(environment),
        Show(environment),
        Act(environment, "retry", "Take up again what was set aside, once a person has looked: the EHR is asked before anything is sent.",
            static (actions, item, word, hold, cancellation) => actions.RetryAsync(item, word, hold.Lease, cancellation)),
        Act(environment, "release", "Let one held bill be judged as the release of its month would, and leave when nothing speaks against it.",
            static (actions, item, word, hold, cancellation) => actions.ReleaseAsync(item, word, hold.Lease, cancellation)),
        Act(environment, "quarantine", "Set aside what has not left, so that it is not sent.",
            static (actions, item, word, hold, cancellation) => actions.QuarantineAsync(item, word, hold.Lease, cancellation)),
    };

    private static Command List(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = new Option<string?>("--month") { Description = "Only this service month.", HelpName = "YYYY-MM" };
        var state = new Option<string?>("--state") { Description = "Only this state.", HelpName = "STATE" };
        state.AcceptOnlyFromAmong([.. s_waiting.Select(Words.Of)]);
        var command = new Command("list", "List what has not come to rest, oldest first, why, and what a person can do.") { tenant, month, state };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = call.GetValue(month) is { } text ? CommandHome.Month(text) : (Domain.Periods.ServiceMonth?)null;
            var only = call.GetValue(state) is { } word ? s_waiting.First(each => Words.Of(each) == word) : (LedgerState?)null;
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var items = await session.Outbox().ListAsync(asked, only, cancellation);
            if (call.GetValue(GlobalOptions.Json))
                OutboxOutput.WriteJson(environment.Out, session.Tenant.Slug, items);
            else
                OutboxOutput.Write(new ReportConsole(environment.Out, environment.Colour), session.Tenant, items);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var identifier = Identifier();
        var command = new Command("show", "Show one entry: where it stands, everything that happened to it, and the body that is or was sent.") { identifier, tenant };
        command.SetAction(async (call, cancellation) =>
        {
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var item = await FindAsync(session, call.GetRequiredValue(identifier), cancellation);
            if (call.GetValue(GlobalOptions.Json))
                OutboxOutput.WriteWholeJson(environment.Out, session.Tenant.Slug, item);
            else
                OutboxOutput.WriteWhole(new ReportConsole(environment.Out, environment.Colour), environment.Out, session.Tenant, item);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Act(
        CommandEnvironment environment, string name, string description,
        Func<OutboxActions, OutboxItem, OutboxWord, TenantHold, CancellationToken, Task<OutboxAnswer>> act)
    {
        var tenant = GlobalOptions.Tenant();
        var identifier = Identifier();
        var reason = new Option<string>("--reason") { Description = "Why; kept in the ledger for ever, so name no patient.", HelpName = "TEXT", Required = true };
        var by = new Option<string?>("--by") { Description = "Who decides; the account that runs this when not given.", HelpName = "NAME" };
        var command = new Command(name, description + " Safe to repeat.") { identifier, reason, by, tenant };
        command.SetAction(async (call, cancellation) =>
        {
            var word = new OutboxWord(call.GetValue(by) ?? environment.User, call.GetRequiredValue(reason));
            if (string.IsNullOrWhiteSpace(word.Reason) || string.IsNullOrWhiteSpace(word.By))
                throw new UsageException("say who decides and why: --reason and --by cannot be empty.");
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            await using var hold = await session.HoldAsync(environment.User, cancellation);
            // Looked at under the hold: a second call at the same moment finds what the first one did.
            var item = await FindAsync(session, call.GetRequiredValue(identifier), cancellation);
            var answer = await act(session.OutboxActions(), item, word, hold, cancellation);
            if (call.GetValue(GlobalOptions.Json))
                OutboxOutput.WriteJson(environment.Out, session.Tenant.Slug, name, answer);
            else
                OutboxOutput.Write(new ReportConsole(environment.Out, environment.Colour), session.Tenant, answer);
            return answer.Result == OutboxResult.Refused ? ExitCode.Partial : ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Identifier() => new("IDENTIFIER")
    {
        Description = "Identifier of the entry with its revision, as 'outbox list' shows it; without one, the newest revision.",
    };

    private static async Task<OutboxItem> FindAsync(TenantSession session, string identifier, CancellationToken cancellation) =>
        await session.Outbox().FindAsync(identifier, cancellation)
        ?? throw new UsageException($"the ledger of {session.Tenant.Slug} has no entry '{identifier}'. 'ccm-bridge outbox list --tenant {session.Tenant.Slug}' shows what waits, 'ccm-bridge plan' the claims of a month.");
}
