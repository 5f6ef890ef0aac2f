using System.CommandLine;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Commands;

/// <summary><c>decide</c>: a person's recorded decision about a patient's month; it survives every recomputation (DESIGN §5).</summary>
internal static class DecideCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var rule = new Option<string[]>("--rule") { Description = "Rule whose hold is lifted, such as time.own-overlap; as often as needed.", HelpName = "RULE", Required = true };
        var code = new Option<string>("--code") { Description = "CPT or HCPCS code.", HelpName = "CODE", Required = true };
        var units = new Option<int>("--units") { Description = "Units to bill, 1 or more.", HelpName = "N", Required = true };
        var pathway = new Argument<string>("PATHWAY") { Description = "staff, practitioner or complex." };
        pathway.AcceptOnlyFromAmong("staff", "practitioner", "complex");
        var practitioner = new Option<string>("--practitioner") { Description = "Reference such as Practitioner/dr-a, or npi: and ten digits.", HelpName = "WHO", Required = true };
        var lasts = new Option<bool>("--expected-duration") { Description = "Whether the conditions are expected to last twelve months or until death: true or false.", HelpName = "true|false", Required = true };
        var risk = new Option<bool>("--significant-risk") { Description = "Whether they place the patient at significant risk: true or false.", HelpName = "true|false", Required = true };
        var level = new Option<string>("--level") { Description = "straightforward, low, moderate or high.", HelpName = "LEVEL", Required = true };
        level.AcceptOnlyFromAmong("straightforward", "low", "moderate", "high");
        var day = new Option<DateOnly>("--day") { Description = "Day of the decision making, in the month.", HelpName = "YYYY-MM-DD", Required = true };
        var id = new Argument<string>("ID") { Description = "Id of the decision, as 'decide list' shows it." };

        var command = new Command("decide", "Record what a person decided about a patient's month, list such decisions, or take one back.")
        {
            DecisionCommands.Create(environment, "approve", "Lift holds of the named rules. A block is never lifted.", DecisionKind.Approve,
                (call, decision) => decision with { Rules = [.. call.GetRequiredValue(rule)] }, rule),
            DecisionCommands.Create(environment, "hold", "Hold the month.", DecisionKind.Hold, static (_, decision) => decision),
            DecisionCommands.Create(environment, "lower-units", "Bill fewer units of a code than the time carries.", DecisionKind.LowerUnits,
                (call, decision) => decision with { Code = call.GetRequiredValue(code), Units = call.GetRequiredValue(units) }, code, units),
            DecisionCommands.Create(environment, "withhold-code", "Do not bill a code.", DecisionKind.WithholdCode,
                (call, decision) => decision with { Code = call.GetRequiredValue(code) }, code),
            DecisionCommands.Create(environment, "choose-pathway", "Choose among the pathways that the time carries.", DecisionKind.ChoosePathway,
                (call, decision) => decision with { Pathway = call.GetRequiredValue(pathway) }, pathway),
            DecisionCommands.Create(environment, "enrolled-elsewhere", "Another practice has the patient's care management, from that month on.", DecisionKind.EnrolledElsewhere,
                static (_, decision) => decision),
            DecisionCommands.Create(environment, "billing-practitioner", "Name who bills, from that month on.", DecisionKind.BillingPractitioner,
                (call, decision) => decision with { Practitioner = call.GetRequiredValue(practitioner) }, practitioner),
            DecisionCommands.Create(environment, "attest-risk", "The billing practitioner attests expected duration and significant risk, from that month on.", DecisionKind.AttestRisk,
                (call, decision) => decision with
                {
                    Practitioner = call.GetRequiredValue(practitioner),
                    ExpectedDuration = call.GetRequiredValue(lasts),
                    SignificantRisk = call.GetRequiredValue(risk),
                }, practitioner, lasts, risk),
            DecisionCommands.Create(environment, "attest-decision-making", "The billing practitioner attests the decision making of the month.", DecisionKind.AttestDecisionMaking,
                (call, decision) => decision with { Practitioner = call.GetRequiredValue(practitioner), Level = call.GetRequiredValue(level), Day = call.GetRequiredValue(day) },
                practitioner, level, day),
            DecisionCommands.Create(environment, "withdraw", "Take a decision back.", DecisionKind.Withdraw,
                (call, decision) => decision with { Withdraws = call.GetRequiredValue(id) }, id),
            List(environment),
            Import(environment),
        };
        return command;
    }

    private static Command List(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var patient = new Option<string?>("--patient") { Description = "Only this patient.", HelpName = "ID" };
        var month = new Option<string?>("--month") { Description = "Only decisions made for this month.", HelpName = "YYYY-MM" };
        var command = new Command("list", "List recorded decisions; with --json in the form that 'decide import' and 'assess --decisions' read.") { tenant, patient, month };
        command.SetAction(async (call, cancellation) =>
        {
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var of = call.GetValue(patient) is { } one ? CommandHome.Patient(one) : null;
            var asked = call.GetValue(month) is { } text ? CommandHome.Month(text) : default;
            var aliases = await session.Store.PatientAliasesAsync(cancellation);
            var decisions = (await session.Store.DecisionsAsync(cancellation))
                .Where(decision => (of is null || decision.Patient == of || (decision.KeepsBack && aliases.Resolve(decision.Patient) == of)) && (asked == default || decision.Month == asked)).ToList();
            DecisionOutput.Write(environment, call.GetValue(GlobalOptions.Json), decisions);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Import(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var file = new Argument<string>("FILE") { Description = "Decisions, one JSON object a line." };
        var command = new Command("import", "Record the decisions of a file. Safe to repeat: what is recorded already stays as it is.") { file, tenant };
        command.SetAction(async (call, cancellation) =>
        {
            var decisions = DecisionFile.Read(environment.PathOf(call.GetRequiredValue(file)));
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var added = await session.RecordAsync(decisions, cancellation);
            DecisionOutput.Write(environment, call.GetValue(GlobalOptions.Json), decisions.Count, added);
            return ExitCode.Done;
        });
        return command;
    }
}
