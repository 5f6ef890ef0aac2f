using CcmFhirBridge.Domain.Decisions;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary><c>Patient/[id]/$ccm-decide</c>: records what a person decided about a month, as the command <c>decide</c> does.</summary>
internal sealed class DecideOperation(TimeProvider time)
{
    public const string Name = "$ccm-decide";

    private static readonly ParameterRule[] s_rules =
    [
        .. DecisionAnswer.Shared,
        new("kind", ParameterKind.Code, IsNeeded: true), new("rule", ParameterKind.Code, Repeats: true), new("code", ParameterKind.Code), new("units", ParameterKind.Number),
        new("pathway", ParameterKind.Code), new("practitioner", ParameterKind.Reference), new("withdraws", ParameterKind.Text),
    ];

    public void Map(TenantRoutes routes) => DecisionAnswer.Map(routes, Name, AnswerAsync);

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, s_rules);
        var kind = KindOf(input);
        await DecisionAnswer.RecordAsync(call, input, Name, time, decision => decision with
        {
            Kind = kind,
            Rules = [.. input.Texts("rule")],
            Code = input.Code("code"),
            Units = input.Number("units"),
            Pathway = input.Code("pathway"),
            Practitioner = input.Reference("practitioner") is { } who ? References.Relative(call, who) : null,
            Withdraws = input.Text("withdraws"),
        });
    }

    private static DecisionKind KindOf(OperationInput input) => input.Code("kind") switch
    {
        "approve" => DecisionKind.Approve,
        "hold" => DecisionKind.Hold,
        "lower-units" => DecisionKind.LowerUnits,
        "withhold-code" => DecisionKind.WithholdCode,
        "choose-pathway" => DecisionKind.ChoosePathway,
        "enrolled-elsewhere" => DecisionKind.EnrolledElsewhere,
        "billing-practitioner" => DecisionKind.BillingPractitioner,
        "withdraw" => DecisionKind.Withdraw,
        "attest-risk" or "attest-decision-making" => throw FhirProblem.Invalid($"What the billing practitioner attests is recorded by {AttestOperation.Name}.", input.WhereIs("kind")),
        _ => throw FhirProblem.Invalid(
            "The kind is approve, hold, lower-units, withhold-code, choose-pathway, enrolled-elsewhere, billing-practitioner or withdraw.", input.WhereIs("kind")),
    };
}
