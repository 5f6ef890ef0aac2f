using CcmFhirBridge.Domain.Decisions;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>
/// <c>Patient/[id]/$ccm-attest</c>: records what the billing practitioner attests, either expected duration and significant risk or the decision
/// making of the month. In anybody else's name it is recorded and not followed, and the answer says so.
/// </summary>
internal sealed class AttestOperation(TimeProvider time)
{
    public const string Name = "$ccm-attest";

    private static readonly ParameterRule[] s_rules =
    [
        .. DecisionAnswer.Shared,
        new("practitioner", ParameterKind.Reference, IsNeeded: true), new("expectedDuration", ParameterKind.Flag), new("significantRisk", ParameterKind.Flag),
        new("level", ParameterKind.Code), new("day", ParameterKind.Day),
    ];

    public void Map(TenantRoutes routes) => DecisionAnswer.Map(routes, Name, AnswerAsync);

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, s_rules);
        var (lasts, risk, level, day) = (input.Flag("expectedDuration"), input.Flag("significantRisk"), input.Code("level"), input.Day("day"));
        var (ofRisk, ofMaking) = (lasts is not null || risk is not null, level is not null || day is not null);
        if (ofRisk == ofMaking)
            throw FhirProblem.Invalid("Attest either 'expectedDuration' and 'significantRisk', or 'level' and 'day'.", "Parameters.parameter");
        await DecisionAnswer.RecordAsync(call, input, Name, time, decision => decision with
        {
            Kind = ofRisk ? DecisionKind.AttestRisk : DecisionKind.AttestDecisionMaking,
            Practitioner = input.Reference("practitioner") is { } who ? References.Relative(call, who) : null,
            ExpectedDuration = lasts,
            SignificantRisk = risk,
            Level = level,
            Day = day,
        });
    }
}
