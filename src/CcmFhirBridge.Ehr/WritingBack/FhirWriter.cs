using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Ehr.WritingBack.Vendors;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>Creates Claims and ChargeItems, once a call.</summary>
internal sealed class FhirWriter(EhrSettings ehr, EhrGateway gateway, CapabilityStatements capabilities, WriteVerbs verbs, BundleSearches searches) : IEhrWriter
{
    private static readonly WriteAnswer s_unaddressable =
        new(WriteBackOutcome.NotSent, null, "it has no verb to be sent by, or its revision identifier cannot be part of an address");

    private readonly EhrCopies _copies = new(ehr, gateway, capabilities, searches);
    private readonly WriteExchange _exchange = new(gateway);

    public Task<WriteVerb?> VerbAsync(string resourceType, CancellationToken cancellation) => verbs.ForAsync(resourceType, cancellation);

    public Task<bool> CreatesTogetherAsync(CancellationToken cancellation) => verbs.TogetherAsync(cancellation);

    public async Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var verb = resource.Verb ?? await verbs.ForAsync(resource.ResourceType, cancellation);
        try
        {
            return await _copies.FindAsync(resource, ownId: verb == WriteVerb.UpdateAsCreate, cancellation);
        }
        catch (UnwritableBillException unwritable) when (resource.Verb is null || unwritable.IsForEver)
        {
            // What the form cannot hold was never written in it.
            return [];
        }
        catch (UnwritableBillException unwritable)
        {
            throw gateway.Failures.Failure(EhrFailure.Protocol, "GET " + resource.ResourceType, "it was sent, and cannot be looked for as the tenant file stands now: " + unwritable.Message);
        }
    }

    public async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resource);
        try
        {
            if (Request(resource) is not { } request)
                return s_unaddressable;
            // Neither is refused where the resource is there: a plain create would be a second one, a conditional update would overwrite.
            if (request.Verb is WriteVerb.PlainCreate or WriteVerb.ConditionalUpdate && await AlreadyThereAsync(resource, cancellation) is { } there)
                return there;
            return request.Verb == WriteVerb.Transaction
                ? (await _exchange.SendTogetherAsync([request], lease, cancellation))[0]
                : await _exchange.SendAsync(request, lease, cancellation);
        }
        catch (EhrException before)
        {
            return NotAsked(before);
        }
        catch (UnwritableBillException unwritable)
        {
            return new WriteAnswer(WriteBackOutcome.Rejected, null, unwritable.Message);
        }
    }

    public async Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resources);
        try
        {
            var requests = resources.Select(Request).OfType<WriteRequest>().ToList();
            if (requests.Count < resources.Count)
                return [.. resources.Select(_ => s_unaddressable)];
            return await _exchange.SendTogetherAsync(requests, lease, cancellation);
        }
        catch (EhrException before)
        {
            return [.. resources.Select(_ => NotAsked(before))];
        }
        catch (UnwritableBillException unwritable)
        {
            return [.. resources.Select(_ => new WriteAnswer(WriteBackOutcome.Rejected, null, unwritable.Message))];
        }
    }

    public async Task<TakingBack> TakingBackAsync(string resourceType, CancellationToken cancellation)
    {
        if (ehr.WriteBackOf(resourceType).IsOff)
            return TakingBack.None;
        if (VendorForms.Of(ehr, resourceType) is { } form)
            return form.TakingBack;
        return (await capabilities.GetAsync(cancellation)).Types.TryGetValue(resourceType, out var type) && type.Update ? TakingBack.ByUpdate : TakingBack.None;
    }

    public async Task<WriteAnswer> TakeBackAsync(OutboundResource resource, ReadOnlyMemory<byte> takenBack, EhrCopy copy, ILease lease, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(copy);
        OutboundBody.Check(takenBack, resource.ResourceType);
        var id = copy.Reference[(copy.Reference.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (!OutboundBody.IsId(id))
            return s_unaddressable;
        try
        {
            var request = VendorForms.Of(ehr, resource.ResourceType) is { } form
                ? form.TakeBackOf(resource, copy)
                : WriteRequest.Update(resource.ResourceType, id, OutboundBody.WithId(takenBack, resource.ResourceType, id), copy.Version);
            return await _exchange.SendAsync(request, lease, cancellation);
        }
        catch (EhrException before)
        {
            return NotAsked(before);
        }
        catch (UnwritableBillException unwritable)
        {
            return new WriteAnswer(WriteBackOutcome.Rejected, null, unwritable.Message);
        }
    }

    private WriteRequest? Request(OutboundResource resource)
    {
        OutboundBody.Check(resource.Body, resource.ResourceType);
        if (resource.Verb is not { } verb || !OutboundBody.IsId(resource.RevisionIdentifier))
            return null;
        return VendorForms.Of(ehr, resource.ResourceType)?.RequestOf(resource, verb)
            ?? WriteRequest.Of(verb, resource.ResourceType, IdentifierSystems.Of(resource.ResourceType).Revision, resource.RevisionIdentifier, resource.Body);
    }

    private async Task<WriteAnswer?> AlreadyThereAsync(OutboundResource resource, CancellationToken cancellation)
    {
        var copies = await FindAsync(resource, cancellation);
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

    // Only the questions before the write throw it, and a token that is not given: also after a 401, which did nothing.
    private static WriteAnswer NotAsked(EhrException before) =>
        new(WriteBackOutcome.NotSent, null, $"the EHR could not be asked first: {before.Message}");
}
