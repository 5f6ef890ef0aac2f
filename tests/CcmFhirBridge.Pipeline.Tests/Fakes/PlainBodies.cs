using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>Bodies that a test can read.</summary>
public sealed class PlainBodies : IClaimBodies
{
    /// <summary>Code whose ChargeItem does not conform, or null.</summary>
    public string? Broken { get; set; }

    /// <summary>Patient whose bodies cannot be made at all, or null.</summary>
    public string? Impossible { get; set; }

    public IReadOnlyList<ClaimBody> Compose(Tenant tenant, ClaimOrder order) => order.Plan.Patient == Impossible ? throw new InvalidOperationException() :
    [
        Body(null, $"Claim {order.Identifier} R{order.Revision} {order.Plan.Lines[0].DateOfService:O} {order.Plan.Coverage?.Key} {order.Plan.Patient}{Frequency(order.Replaces)} {order.Created:O}"),
        .. order.Plan.Lines.Select(line => Body(line.Code, $"{line.Code} x {line.Units} {order.Identifier} R{order.Revision}")),
    ];

    public ClaimBody Void(Tenant tenant, ReadOnlyMemory<byte> standing, string revisionIdentifier, DateTimeOffset created, Replacement voids)
    {
        var words = Encoding.UTF8.GetString(standing.Span).Split(' ');
        return Body(null, $"Claim {words[1]} {revisionIdentifier[^2..]} {words[3]} {words[4]} {words[5]}{Frequency(voids)} {created:O}");
    }

    public ClaimBody TakenBack(string? code, ReadOnlyMemory<byte> standing) => Body(code, Encoding.UTF8.GetString(standing.Span) + " taken-back");

    public SentClaim Read(ReadOnlyMemory<byte> claim)
    {
        var words = Encoding.UTF8.GetString(claim.Span).Split(' ');
        var replaces = Array.Find(words, word => word.StartsWith("7:", StringComparison.Ordinal) || word.StartsWith("8:", StringComparison.Ordinal));
        return new SentClaim(words.Length > 4 ? words[4] : null, replaces is null ? null : new Replacement(replaces[2..], null, replaces[0] == '8'), words.Length > 5 ? words[5] : null);
    }

    private static string Frequency(Replacement? replaces) => replaces is null ? "" : $" {(replaces.IsVoid ? 8 : 7)}:{replaces.RevisionIdentifier}";

    public IReadOnlyList<string> Changes(ReadOnlyMemory<byte> planned, ReadOnlyMemory<byte> composed) =>
        Text(planned).Zip(Text(composed)).All(pair => pair.First == pair.Second) ? [] : ["servicedDate"];

    public IReadOnlyList<string> Differences(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found) =>
        sent.Span.SequenceEqual(found.Span) ? [] : ["Claim.item[0].quantity"];

    // Without the last word of a Claim, which says when it was made.
    private static string[] Text(ReadOnlyMemory<byte> body)
    {
        var words = Encoding.UTF8.GetString(body.Span).Split(' ');
        return words[0] == "Claim" ? words[..^1] : words;
    }

    private ClaimBody Body(string? code, string text) =>
        new(code, Encoding.UTF8.GetBytes(text), code is not null && code == Broken ? ["ChargeItem.code: required"] : []);
}
