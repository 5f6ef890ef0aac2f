using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>Creates Claims and ChargeItems with the strongest idempotent create that the EHR offers, once a call.</summary>
internal sealed class FhirWriter(EhrSettings ehr, EhrGateway gateway, CapabilityStatements capabilities, BundleSearches searches) : IEhrWriter
{
    private readonly EhrCopies _copies = new(gateway, capabilities, searches);
    private readonly WriteAnswers _answers = new(gateway.Origins);

    public async Task<bool> AcceptsAsync(string resourceType, CancellationToken cancellation) =>
        Mode(resourceType) == WriteBackMode.Auto && (await capabilities.GetAsync(cancellation)).Takes(resourceType);

    public async Task<bool> CreatesOnceAsync(string resourceType, CancellationToken cancellation) =>
        WriteVerbs.For(await capabilities.GetAsync(cancellation), resourceType) == WriteVerb.UpdateAsCreate;

    public Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return _copies.FindAsync(resource, cancellation);
    }

    public async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resource);
        OutboundBody.Check(resource.Body, resource.ResourceType);
        if (Mode(resource.ResourceType) != WriteBackMode.Auto)
            return NotSent("ehr.writeBack is off for this type");
        var id = resource.RevisionIdentifier.ToLowerInvariant();
        if (!OutboundBody.IsId(id))
            return NotSent("the revision identifier cannot be part of an address");
        try
        {
            return WriteVerbs.For(await capabilities.GetAsync(cancellation), resource.ResourceType) switch
            {
                WriteVerb.UpdateAsCreate => await PutAsync(resource, id, lease, cancellation),
                WriteVerb.ConditionalCreate => await PostAsync(resource, WriteVerb.ConditionalCreate, lease, cancellation),
                WriteVerb.PlainCreate => await AlreadyThereAsync(resource, cancellation) ?? await PostAsync(resource, WriteVerb.PlainCreate, lease, cancellation),
                _ => NotSent("the EHR takes no such resource; its capability statement says so"),
            };
        }
        catch (EhrException before)
        {
            // Only the questions before the write throw it, and a token that is not given: also after a 401, which did nothing.
            return NotSent($"the EHR could not be asked first: {before.Message}");
        }
    }

    private Task<WriteAnswer> PutAsync(OutboundResource resource, string id, ILease lease, CancellationToken cancellation) =>
        ExchangeAsync(
            HttpMethod.Put, $"{resource.ResourceType}/{id}", OutboundBody.WithId(resource.Body, resource.ResourceType, id),
            new RequestCondition("If-None-Match", "*"), new Expected(WriteVerb.UpdateAsCreate, resource.ResourceType, id), lease, cancellation);

    private Task<WriteAnswer> PostAsync(OutboundResource resource, WriteVerb verb, ILease lease, CancellationToken cancellation)
    {
        var condition = verb == WriteVerb.ConditionalCreate
            ? new RequestCondition("If-None-Exist", $"identifier={IdentifierSystems.Of(resource.ResourceType).Revision}|{resource.RevisionIdentifier}")
            : null;
        return ExchangeAsync(HttpMethod.Post, resource.ResourceType, resource.Body, condition, new Expected(verb, resource.ResourceType, null), lease, cancellation);
    }

    private async Task<WriteAnswer?> AlreadyThereAsync(OutboundResource resource, CancellationToken cancellation)
    {
        var copies = await _copies.FindAsync(resource, cancellation);
        var same = copies.Where(copy => copy.RevisionIdentifier == resource.RevisionIdentifier).ToList();
        return same switch
        {
            [] when copies.Any(copy => copy is { RevisionIdentifier: null, Cancelled: false }) =>
                new WriteAnswer(WriteBackOutcome.Unknown, null, "a copy whose revision the EHR dropped was found before it was sent"),
            [] => null,
            [var copy] => new WriteAnswer(WriteBackOutcome.Exists, copy.Reference, "found before it was sent"),
            _ => new WriteAnswer(WriteBackOutcome.Unknown, null, $"{same.Count} copies found before it was sent"),
        };
    }

    private async Task<WriteAnswer> ExchangeAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, RequestCondition? condition, Expected expected, ILease lease,
        CancellationToken cancellation)
    {
        try
        {
            using var answer = await gateway.SendAsync(method, gateway.Origins.Below(path), body, condition, lease, cancellation);
            return _answers.Of(answer, expected.Verb, expected.ResourceType, expected.Id);
        }
        catch (Exception failure) when (EhrGateway.IsTransport(failure))
        {
            return WriteAnswers.Of(failure);
        }
    }

    private WriteBackMode Mode(string resourceType) => resourceType switch
    {
        "Claim" => ehr.WriteClaim,
        "ChargeItem" => ehr.WriteChargeItem,
        _ => WriteBackMode.Off,
    };

    private static WriteAnswer NotSent(string detail) => new(WriteBackOutcome.NotSent, null, detail);

    private readonly record struct Expected(WriteVerb Verb, string ResourceType, string? Id);
}
