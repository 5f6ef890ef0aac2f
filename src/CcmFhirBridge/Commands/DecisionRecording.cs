using System.Collections.Immutable;
using System.CommandLine;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>What every kind of decision shares: whose month, who decides and why; then the month before and after.</summary>
internal static class DecisionRecording
{
    // An approval without evidence would cover whatever comes; this one covers a hold that rests on nothing, and no other.
    private const string NothingSeen = "(nothing)";

    public static Command Create(
        CommandEnvironment environment, string name, string description, DecisionKind kind, Func<ParseResult, HumanDecision, HumanDecision> complete, params ReadOnlySpan<Symbol> own)
    {
        var tenant = GlobalOptions.Tenant();
        var patient = new Argument<string>("PATIENT") { Description = "Logical id in the EHR, or Patient/id." };
        var month = CommandHome.MonthArgument();
        var reason = new Option<string>("--reason") { Description = "Why; kept with the decision.", HelpName = "TEXT", Required = true };
        var by = new Option<string?>("--by") { Description = "Who decides; the account that runs this when not given.", HelpName = "NAME" };
        var command = new Command(name, description) { patient, month };
        foreach (var symbol in own)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        command.Options.Add(reason);
        command.Options.Add(by);
        command.Options.Add(tenant);
        command.SetAction(async (call, cancellation) =>
        {
            var decision = complete(call, new HumanDecision
            {
                Patient = CommandHome.Patient(call.GetRequiredValue(patient)),
                Month = CommandHome.Month(call.GetRequiredValue(month)),
                Kind = kind,
                By = call.GetValue(by) ?? environment.User,
                At = environment.Time.GetUtcNow(),
                Reason = call.GetRequiredValue(reason),
            });
            if (decision.Problem() is { } problem)
                throw new UsageException(problem);
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            return await RecordAsync(call, environment, session, decision, cancellation);
        });
        return command;
    }

    private static async Task<int> RecordAsync(ParseResult call, CommandEnvironment environment, TenantSession session, HumanDecision decision, CancellationToken cancellation)
    {
        var before = await AssessAsync(session, decision, cancellation);
        if (decision.Kind == DecisionKind.Withdraw && (await session.Store.DecisionsAsync(cancellation)).All(known => known.Id != decision.Withdraws || known.Patient != decision.Patient))
            throw new UsageException($"no decision {decision.Withdraws} is recorded for {decision.Patient}. 'ccm-bridge decide list --tenant {session.Tenant.Slug}' shows their ids.");
        if (decision.Kind == DecisionKind.Approve)
            decision = decision with { Evidence = Seen(decision, before, session.Tenant.Slug) };
        await session.RecordAsync([decision], cancellation);
        var after = await AssessAsync(session, decision, cancellation);
        DecisionOutput.Write(environment, call.GetValue(GlobalOptions.Json), decision, before, after);
        return after.Decisions.Any(applied => applied.Decision.Id == decision.Id && applied.NotFollowed is not null) ? ExitCode.Partial : ExitCode.Done;
    }

    private static async Task<Assessment> AssessAsync(TenantSession session, HumanDecision decision, CancellationToken cancellation) =>
        await session.Assessments().AssessAsync(decision.Patient, decision.Month, cancellation)
            ?? throw new UsageException($"nothing is stored of {decision.Patient}. Run 'ccm-bridge sync --tenant {session.Tenant.Slug}' first, or check the id.");

    // The approval covers what the approver could see now, and nothing that comes to light later.
    private static ImmutableArray<string> Seen(HumanDecision decision, Assessment before, string slug)
    {
        var holds = before.Findings.Where(finding => finding is { Severity: Severity.Hold, Result: not FindingResult.Met }).ToArray();
        var missing = decision.Rules.Where(rule => Array.TrueForAll(holds, hold => hold.Rule != rule)).ToArray();
        if (missing.Length > 0)
        {
            var open = holds.Length == 0 ? "The month has no open hold." : $"Open holds are: {string.Join(", ", holds.Select(hold => hold.Rule))}.";
            throw new UsageException($"{string.Join(", ", missing)} does not hold {decision.Patient} in {decision.Month}. {open} See 'ccm-bridge explain {decision.Patient} {decision.Month} --tenant {slug}'.");
        }

        ImmutableArray<string> seen = [.. holds.Where(hold => decision.Rules.Contains(hold.Rule, StringComparer.Ordinal)).SelectMany(hold => hold.Evidence).Select(source => source.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return seen.IsEmpty ? [NothingSeen] : seen;
    }
}
