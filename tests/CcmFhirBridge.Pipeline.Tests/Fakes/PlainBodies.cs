using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>Bodies that a test can read.</summary>
public sealed class PlainBodies : IClaimBodies
{
    /// <summary>Code whose ChargeItem does not conform, or null.</summary>
    public string? Broken { get; set; }

    public IReadOnlyList<ClaimBody> Compose(Tenant tenant, ClaimOrder order) =>
    [
        Body(null, $"Claim {order.Identifier} R{order.Revision} {order.Created:O}"),
        .. order.Plan.Lines.Select(line => Body(line.Code, $"{line.Code} x {line.Units} {order.Identifier} R{order.Revision}")),
    ];

    public IReadOnlyList<string> Differences(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found) =>
        sent.Span.SequenceEqual(found.Span) ? [] : ["Claim.item[0].quantity"];

    private ClaimBody Body(string? code, string text) =>
        new(code, Encoding.UTF8.GetBytes(text), code is not null && code == Broken ? ["ChargeItem.code: required"] : []);
}
