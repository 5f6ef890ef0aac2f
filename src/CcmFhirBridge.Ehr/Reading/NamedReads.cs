using System.Net;
using System.Text.Json;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>
/// Reads by id what another resource names. What the EHR does not have, keeps back or answers with something else for is not there. Where it has an
/// error or no answer nobody can tell, and the page says that something may be missing; only an EHR that is down, asked too much, or does not
/// know us, is a failure.
/// </summary>
internal sealed class NamedReads(EhrGateway gateway, CapabilityStatements capabilities)
{
    private const string NotRead = "gap.named-not-read";

    /// <summary>The resource.</summary>
    /// <exception cref="EhrException">The EHR cannot be reached, is asked too much, or 401.</exception>
    public async Task<SingleRead> ReadAsync(string type, string id, CancellationToken cancellation)
    {
        if (!(await capabilities.GetAsync(cancellation)).Types.TryGetValue(type, out var can) || !can.Read)
            return Nothing(type);
        var asked = "GET " + type;
        if (await AnswerAsync(type, id, asked, cancellation) is not { } answer)
            return Unanswered(type, id);
        if (gateway.Failures.Of(answer, asked) is null && Names(answer, type, id))
            return new SingleRead(Page(type, [answer.Body], [])) { Answer = answer };
        using (answer)
        {
            var failure = gateway.Failures.Of(answer, asked);
            if (failure is { Failure: EhrFailure.Unauthorized or EhrFailure.Throttled })
                throw failure;
            if (failure is { Failure: EhrFailure.ServerError })
                return Unanswered(type, id);
            return answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone
                ? Nothing(type)
                : Nothing(type, Gap(type, id));
        }
    }

    // The server that has no end of making one resource answers for others.
    private async Task<EhrAnswer?> AnswerAsync(string type, string id, string asked, CancellationToken cancellation)
    {
        try
        {
            return await gateway.GetAsync(gateway.Origins.Below($"{type}/{Uri.EscapeDataString(id)}"), asked, fresh: false, cancellation);
        }
        catch (EhrException failure) when (failure.Failure == EhrFailure.NoAnswer)
        {
            return null;
        }
    }

    private static RecordGap Gap(string type, string id) => new(
        NotRead, new SourceReference(type, id), "$", "Another resource names it and the EHR does not let it be read by id, fails to, or answers with something else: who it is stays unknown.");

    private static SingleRead Nothing(string type, params RecordGap[] gaps) => new(Page(type, [], gaps));

    private static SingleRead Unanswered(string type, string id) => new(Page(type, [], [Gap(type, id)]) with { PossiblyIncomplete = true });

    private static ResourcePage Page(string type, IReadOnlyList<ReadOnlyMemory<byte>> resources, IReadOnlyList<RecordGap> gaps) =>
        new(type, resources, PossiblyIncomplete: false, gaps) { IsLast = true };

    private static bool Names(EhrAnswer answer, string type, string id)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.Text("resourceType") == type && root.Text("id") == id;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
