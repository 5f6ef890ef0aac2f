using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.WritingBack;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>Makes the bodies with the builders of Claims, each looked at by the conformance gate.</summary>
/// <param name="gate">The gate; our own profiles when null.</param>
public sealed class ClaimBodies(ConformanceGate? gate = null) : IClaimBodies
{
    // Compiling the profiles is most of a start and much of an idle service's memory: whoever makes no body goes without.
    private ConformanceGate Gate => gate ?? ConformanceGate.Default;

    public IReadOnlyList<ClaimBody> Compose(Tenant tenant, ClaimOrder order)
    {
        var request = new ClaimRequest(tenant, order.Plan, order.Identifier, order.Revision, order.Created)
        {
            Replaces = order.Replaces is { } replaces ? Of(replaces) : null,
        };
        var bodies = new List<ClaimBody>(order.Plan.Lines.Length + 1) { Gated(null, ClaimBuilder.Build(request)) };
        bodies.AddRange(order.Plan.Lines.Select(line => Gated(line.Code, ChargeItemBuilder.Build(request, line))));
        return bodies;
    }

    public ClaimBody Void(Tenant tenant, ReadOnlyMemory<byte> standing, string revisionIdentifier, DateTimeOffset created, Replacement voids) => Gated(
        null, ClaimBuilder.Void((Claim)Parse(standing), revisionIdentifier, ClaimRequest.InstantOf(tenant, created), Of(voids)));

    public ClaimBody TakenBack(string? code, ReadOnlyMemory<byte> standing)
    {
        var resource = Parse(standing);
        switch (resource)
        {
            case Claim claim:
                claim.Status = FinancialResourceStatusCodes.Cancelled;
                break;
            case ChargeItem charge:
                charge.Status = ChargeItem.ChargeItemStatus.EnteredInError;
                break;
        }

        return Gated(code, resource);
    }

    public SentClaim Read(ReadOnlyMemory<byte> claim)
    {
        try
        {
            using var document = JsonDocument.Parse(claim);
            var root = document.RootElement;
            // What was adopted may say less than ours would.
            return root.Text("resourceType") == "Claim"
                ? new SentClaim(root.Items("insurance").FirstOrDefault().Member("coverage").Text("reference"), ReplacementIn(root), root.Member("patient").Text("reference"))
                {
                    Lines = LinesIn(root),
                }
                : new SentClaim(null, null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return new SentClaim(null, null);
        }
    }

    // All or none: part of a bill would look like another bill.
    private static ImmutableArray<SentLine> LinesIn(JsonElement claim)
    {
        var lines = claim.Items("item").Select(LineOf).ToImmutableArray();
        return lines.IsEmpty || lines.Contains(null) ? [] : [.. lines.OfType<SentLine>()];
    }

    private static SentLine? LineOf(JsonElement item) =>
        item.Member("productOrService").Items("coding").FirstOrDefault(coding => coding.Text("system") is Canonicals.Cpt or Canonicals.Hcpcs).Text("code") is { } code
        && Number(item.Member("quantity")) is { } units && units is > 0 and < 1000 && units == decimal.Truncate(units)
            ? new SentLine(code, (int)units, Number(item.Member("net")) ?? 0m)
            : null;

    private static decimal? Number(JsonElement amount) =>
        amount.Member("value") is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) ? number : null;

    private static Replacement? ReplacementIn(JsonElement claim)
    {
        var prior = claim.Items("related").FirstOrDefault();
        var identifier = prior.Member("claim").Member("identifier");
        var frequency = claim.Items("supportingInfo")
            .Where(information => information.Member("category").Items("coding").Any(coding => coding.Text("code") == ClaimReplacement.Category))
            .SelectMany(information => information.Member("code").Items("coding")).FirstOrDefault(coding => coding.Text("system") == Canonicals.ClaimFrequency).Text("code");
        return identifier.Text("system") == Canonicals.ClaimRevisionIdentifier && identifier.Text("value") is { } revision && frequency is (ClaimReplacement.Replaces or ClaimReplacement.Voids)
            ? new Replacement(revision, prior.Member("reference").Text("value"), frequency == ClaimReplacement.Voids)
            : null;
    }

    private static ClaimReplacement Of(Replacement replaces) => new(replaces.RevisionIdentifier, replaces.PayerClaimNumber, replaces.IsVoid);

    private static Resource Parse(ReadOnlyMemory<byte> body) => FhirJsonDeserializer.STRICT.DeserializeResource(Encoding.UTF8.GetString(body.Span));

    // Claim.created and ChargeItem.enteredDate say when a body was made, not what it bills.
    public IReadOnlyList<string> Changes(ReadOnlyMemory<byte> planned, ReadOnlyMemory<byte> composed) =>
        [.. BodyDifferences.Between(planned, composed).Where(path => path is not ("created" or "enteredDate"))];

    public IReadOnlyList<string> Differences(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found) =>
        BodyDifferences.Between(sent, found);

    private ClaimBody Gated(string? code, Resource resource)
    {
        var body = CanonicalJson.Write(resource);
        // The profiles hold for what is served too, where references are absolute.
        var isRelative = body.AsSpan().IndexOf("\"reference\":\"http"u8) < 0;
        return new ClaimBody(code, body, isRelative ? Gate.Check(body) : [.. Gate.Check(body), $"{resource.TypeName}: a reference to the EHR must be relative in what is written"]);
    }
}
