using System.Net;
using System.Text.Json;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>
/// Reads by id what another resource names. What the EHR does not have, keeps back or answers with something else for is not there; only an EHR
/// that does not answer, or does not know us, is a failure.
/// </summary>
internal sealed class NamedReads(EhrGateway gateway, CapabilityStatements capabilities)
{
    private const string NotRead = "gap.named-not-read";

    /// <summary>The resource.</summary>
    /// <exception cref="EhrException">No answer, for longer than we retry, or 401.</exception>
    public async Task<SingleRead> ReadAsync(string type, string id, CancellationToken cancellation)
    {
        if (!(await capabilities.GetAsync(cancellation)).Types.TryGetValue(type, out var can) || !can.Read)
            return Nothing(type);
        var asked = "GET " + type;
        var answer = await gateway.GetAsync(gateway.Origins.Below($"{type}/{Uri.EscapeDataString(id)}"), asked, fresh: false, cancellation);
        if (gateway.Failures.Of(answer, asked) is null && Names(answer, type, id))
            return new SingleRead(Page(type, [answer.Body], [])) { Answer = answer };
        using (answer)
        {
            if (gateway.Failures.Of(answer, asked) is { Failure: EhrFailure.Unauthorized or EhrFailure.Throttled or EhrFailure.ServerError } failure)
                throw failure;
            return answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone
                ? Nothing(type)
                : Nothing(type, new RecordGap(NotRead, new SourceReference(type, id), "$", "Another resource names it and the EHR does not let it be read by id, or answers with something else: who it is stays unknown."));
        }
    }

    private static SingleRead Nothing(string type, params RecordGap[] gaps) => new(Page(type, [], gaps));

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
