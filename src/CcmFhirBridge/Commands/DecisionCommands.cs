using System.CommandLine;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>What every kind of decision shares: whose month, who decides and why; then the month before and after.</summary>
internal static class DecisionCommands
{
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
        try
        {
            var recorded = await session.DecideAsync(decision, cancellation);
            DecisionOutput.Write(environment, call.GetValue(GlobalOptions.Json), recorded);
            return recorded.NotFollowed is null ? ExitCode.Done : ExitCode.Partial;
        }
        catch (DecisionRefusedException refused)
        {
            throw new UsageException(Why(refused, decision, session.Tenant.Slug));
        }
    }

    private static string Why(DecisionRefusedException refused, HumanDecision decision, string slug)
    {
        switch (refused.Refusal)
        {
            case DecisionRefusal.UnknownPatient:
                return $"nothing is stored of {decision.Patient}. Run 'ccm-bridge sync --tenant {slug}' first, or check the id.";
            case DecisionRefusal.UnknownDecision:
                return $"no decision {decision.Withdraws} is recorded for {decision.Patient}. 'ccm-bridge decide list --tenant {slug}' shows their ids.";
            case DecisionRefusal.UnknownCode:
                return $"'{decision.Code}' is no code of chronic care management in {decision.Month}. Codes are: {string.Join(", ", refused.Codes)}.";
            default:
                var open = refused.Open.IsEmpty ? "The month has no open hold." : $"Open holds are: {string.Join(", ", refused.Open)}.";
                return $"{string.Join(", ", refused.Missing)} does not hold {decision.Patient} in {decision.Month}. {open} See 'ccm-bridge explain {decision.Patient} {decision.Month} --tenant {slug}'.";
        }
    }
}
