using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>Sends creates and tells what the answers mean.</summary>
internal sealed class WriteExchange(EhrGateway gateway)
{
    private readonly WriteAnswers _answers = new(gateway.Origins);

    /// <summary>Sends one, once.</summary>
    /// <exception cref="EhrException">There is no token; not a byte left.</exception>
    /// <exception cref="LeaseException">The lease did not carry the request; not a byte left.</exception>
    public async Task<WriteAnswer> SendAsync(WriteRequest request, ILease lease, CancellationToken cancellation)
    {
        try
        {
            using var answer = await gateway.SendAsync(request.Method, gateway.Origins.Below(request.Path), request.Body, request.Condition, lease, cancellation);
            return _answers.Of(answer, request);
        }
        catch (Exception failure) when (EhrGateway.IsTransport(failure))
        {
            return WriteAnswers.Of(failure);
        }
    }

    /// <summary>Sends several as one transaction, once; one answer each, in their order.</summary>
    /// <exception cref="EhrException">There is no token; not a byte left.</exception>
    /// <exception cref="LeaseException">The lease did not carry the request; not a byte left.</exception>
    public async Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<WriteRequest> requests, ILease lease, CancellationToken cancellation)
    {
        try
        {
            var body = TransactionBody.Of(requests, gateway.Origins.Base.AbsoluteUri.TrimEnd('/'));
            using var answer = await gateway.SendAsync(HttpMethod.Post, gateway.Origins.Base, body, condition: null, lease, cancellation);
            return _answers.OfTransaction(answer, requests);
        }
        catch (Exception failure) when (EhrGateway.IsTransport(failure))
        {
            var same = WriteAnswers.Of(failure);
            return [.. requests.Select(_ => same)];
        }
    }
}
