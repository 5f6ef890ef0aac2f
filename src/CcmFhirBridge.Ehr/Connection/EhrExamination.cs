using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>Looks at a connection before anybody relies on it: asks, but neither reads a patient nor writes.</summary>
internal sealed class EhrExamination(EhrSettings ehr, EhrGateway gateway, CapabilityStatements statements, WriteVerbs verbs)
{
    /// <summary>Every check, in order; a failed one does not stop the next.</summary>
    public async Task<IReadOnlyList<EhrFinding>> RunAsync(CancellationToken cancellation)
    {
        var findings = new List<EhrFinding>();
        if (await TriedAsync("EHR-001", () => gateway.AccessAsync(cancellation), findings))
            findings.AddRange(await AccessAsync(cancellation));
        if (await TriedAsync("EHR-003", () => statements.GetAsync(cancellation), findings))
            findings.AddRange(Offers(await statements.GetAsync(cancellation)));
        return findings;
    }

    /// <summary>By what each type is written.</summary>
    /// <exception cref="EhrException">The EHR cannot be asked what it offers.</exception>
    public async Task<IReadOnlyList<EhrFinding>> WaysOfWritingAsync(CancellationToken cancellation)
    {
        var findings = new List<EhrFinding> { await WrittenAsync("Claim", "EHR-006", cancellation), await WrittenAsync("ChargeItem", "EHR-007", cancellation) };
        if (await verbs.TogetherAsync(cancellation))
            findings.Add(Ok("EHR-008", "a Claim and its ChargeItems are written by one transaction"));
        return findings;
    }

    private static async Task<bool> TriedAsync(string id, Func<Task> step, List<EhrFinding> findings)
    {
        try
        {
            await step();
            return true;
        }
        catch (EhrException failure)
        {
            findings.Add(new EhrFinding(id, EhrVerdict.Fail, failure.Message));
            return false;
        }
    }

    private async Task<IEnumerable<EhrFinding>> AccessAsync(CancellationToken cancellation)
    {
        if (await gateway.AccessAsync(cancellation) is not { } access)
            return [Ok("EHR-001", ehr.Authorization is EhrAuthorization.Bearer ? "a token of the tenant file is sent; it is not renewed" : "the EHR is asked without credentials")];
        var given = Ok("EHR-001", $"a token from {access.TokenEndpoint}");
        if (access.Missing.Length > 0)
        {
            return
            [
                given,
                new EhrFinding("EHR-002", EhrVerdict.Fail, $"not granted: {string.Join("; ", access.Missing)}. Have the EHR register these scopes for the client, or set ehr.writeBack off for what is not to be written"),
                .. access.Withheld.Select(withheld => new EhrFinding("EHR-020", EhrVerdict.Warn, $"{withheld.Type} is not known: {withheld.Because}. Until then {NeededTypes.CostOf(withheld.Type)}")),
            ];
        }

        var granted = access.Granted ?? access.Asked;
        return [given, Ok("EHR-002", granted.IsEmpty ? "no scopes were asked for: the EHR decides what the client may do" : $"granted: {string.Join(' ', granted)}")];
    }

    private IEnumerable<EhrFinding> Offers(Capabilities capabilities)
    {
        yield return Ok("EHR-003", "the capability statement is FHIR R4");
        var absent = ehr.Types.Where(type => !capabilities.Offers(type)).ToList();
        yield return absent.Count == 0
            ? Ok("EHR-004", $"all {ehr.Types.Length} types can be searched")
            : new EhrFinding("EHR-004", EhrVerdict.Warn, $"cannot be searched: {string.Join(", ", absent)}. What they would prove is held as cannot-tell");
        yield return Ok("EHR-005", $"vendor {ehr.Profile.Key} ({ehr.Profile.Name}): {ProfileWords.Of(ehr)}");
        foreach (var forms in ehr.Types.Select(type => (Type: type, Plan: ReadPlans.Of(type, ehr, capabilities))).Where(each => !each.Plan.Forms.IsEmpty)
            .GroupBy(each => (each.Plan.Forms[0], each.Plan.Because)))
        {
            var (form, because) = forms.Key;
            yield return new EhrFinding(
                "EHR-009", form == ReadForm.Full ? EhrVerdict.Warn : EhrVerdict.Ok,
                $"read by {form.Word}{(form == ReadForm.Full ? " each time" : "")}: {string.Join(", ", forms.Select(each => each.Type))} ({because})");
        }
    }

    private async Task<EhrFinding> WrittenAsync(string type, string id, CancellationToken cancellation) => await verbs.ForAsync(type, cancellation) switch
    {
        _ when ehr.WriteBackOf(type).IsOff => Ok(id, $"{type} is not written: ehr.writeBack is off for it"),
        WriteVerb.UpdateAsCreate => Ok(id, $"{type} is written by PUT with our own id, which cannot create twice"),
        WriteVerb.ConditionalUpdate => Ok(id, $"{type} is written by a conditional update"),
        WriteVerb.Transaction => Ok(id, $"{type} is written by a conditional create within a transaction"),
        WriteVerb.ConditionalCreate => Ok(id, $"{type} is written by a conditional create"),
        WriteVerb.PlainCreate => new EhrFinding(id, EhrVerdict.Warn, $"{type} is written by a plain create: the bridge searches before and after, and waits when an answer is lost"),
        _ => new EhrFinding(id, EhrVerdict.Warn, $"the EHR takes no {type}: the bills stay in the bridge. Choose another output with billing.filedThrough"),
    };

    private static EhrFinding Ok(string id, string message) => new(id, EhrVerdict.Ok, message);
}
