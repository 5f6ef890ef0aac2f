using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Torture.Simulations.Practices;

/// <summary>Bodies that say in one line what they bill: <c>type|identifier|revision|patient|month|lines|created</c>.</summary>
internal sealed class TextBodies : IClaimBodies
{
    public IReadOnlyList<ClaimBody> Compose(Tenant tenant, ClaimOrder order) =>
    [
        Body(null, order, "Claim", string.Join(',', order.Plan.Lines.Select(line => Invariant($"{line.Code}x{line.Units}")))),
        .. order.Plan.Lines.Select(line => Body(line.Code, order, "ChargeItem", Invariant($"{line.Code}x{line.Units}"))),
    ];

    public ClaimBody Void(Tenant tenant, ReadOnlyMemory<byte> standing, string revisionIdentifier, DateTimeOffset created, Replacement voids)
    {
        var parts = Text(standing).Split('|');
        (parts[0], parts[2], parts[6]) = ("Claim;8:" + voids.RevisionIdentifier, revisionIdentifier[revisionIdentifier.LastIndexOf('R')..], Invariant($"{created:O}"));
        return new ClaimBody(null, Encoding.UTF8.GetBytes(string.Join('|', parts)), []);
    }

    public ClaimBody TakenBack(string? code, ReadOnlyMemory<byte> standing) => new(code, Encoding.UTF8.GetBytes("taken back: " + Text(standing)), []);

    public SentClaim Read(ReadOnlyMemory<byte> claim)
    {
        var parts = Text(claim).Split('|');
        return new SentClaim(
            "Coverage/of-" + parts[3].Split('/')[1], parts[0].Split(';') is [_, var said] ? new Replacement(said[2..], null, said[0] == '8') : null);
    }

    // Without when it was made.
    public IReadOnlyList<string> Changes(ReadOnlyMemory<byte> planned, ReadOnlyMemory<byte> composed) =>
        Text(planned).Split('|')[..^1].SequenceEqual(Text(composed).Split('|')[..^1]) ? [] : ["item"];

    public IReadOnlyList<string> Differences(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found) => sent.Span.SequenceEqual(found.Span) ? [] : ["item"];

    public static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    private static ClaimBody Body(string? code, ClaimOrder order, string type, string lines) => new(
        code, Encoding.UTF8.GetBytes(Invariant($"{type}{(code is null && order.Replaces is { } replaces ? ";7:" + replaces.RevisionIdentifier : "")}|{order.Identifier}|R{order.Revision}|{order.Plan.Patient}|{order.Plan.Month}|{lines}|{order.Created:O}")), []);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
