using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Torture.Simulations.Bugs;

/// <summary>A writer of which something is done wrongly; the rest goes through.</summary>
internal abstract class WriterWithBug(IEhrWriter writer) : IEhrWriter
{
    public Task<WriteVerb?> VerbAsync(string resourceType, CancellationToken cancellation) => writer.VerbAsync(resourceType, cancellation);

    public Task<bool> CreatesTogetherAsync(CancellationToken cancellation) => writer.CreatesTogetherAsync(cancellation);

    public virtual Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation) =>
        writer.SendTogetherAsync(resources, lease, cancellation);

    public virtual Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation) =>
        writer.SendAsync(resource, lease, cancellation);

    public Task<TakingBack> TakingBackAsync(string resourceType, CancellationToken cancellation) => writer.TakingBackAsync(resourceType, cancellation);

    public Task<WriteAnswer> TakeBackAsync(OutboundResource resource, ReadOnlyMemory<byte> takenBack, EhrCopy copy, ILease lease, CancellationToken cancellation) =>
        writer.TakeBackAsync(resource, takenBack, copy, lease, cancellation);

    public virtual Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation) => writer.FindAsync(resource, cancellation);
}

/// <summary>No answer: once more.</summary>
internal sealed class RetryOnTimeout(IEhrWriter writer) : WriterWithBug(writer)
{
    public override async Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation)
    {
        var answers = await base.SendTogetherAsync(resources, lease, cancellation);
        return answers[0].Outcome == WriteBackOutcome.Unknown ? await base.SendTogetherAsync(resources, lease, cancellation) : answers;
    }

    public override async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation)
    {
        var answer = await base.SendAsync(resource, lease, cancellation);
        return answer.Outcome == WriteBackOutcome.Unknown ? await base.SendAsync(resource, lease, cancellation) : answer;
    }
}

/// <summary>No answer is taken for another one.</summary>
internal sealed class TimeoutTakenFor(IEhrWriter writer, WriteBackOutcome outcome) : WriterWithBug(writer)
{
    public override async Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation) =>
        [.. (await base.SendTogetherAsync(resources, lease, cancellation)).Select(answer => answer.Outcome == WriteBackOutcome.Unknown ? answer with { Outcome = outcome } : answer)];

    public override async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation)
    {
        var answer = await base.SendAsync(resource, lease, cancellation);
        return answer.Outcome == WriteBackOutcome.Unknown ? answer with { Outcome = outcome } : answer;
    }
}

/// <summary>Several copies are taken for one.</summary>
internal sealed class TwoHitsAsOne(IEhrWriter writer) : WriterWithBug(writer)
{
    public override async Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation) =>
        [.. (await base.FindAsync(resource, cancellation)).Take(1)];
}

/// <summary>What a search once said is believed for ever.</summary>
internal sealed class CachedSearch(IEhrWriter writer) : WriterWithBug(writer)
{
    private readonly Dictionary<string, IReadOnlyList<EhrCopy>> _found = [];

    public override async Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation)
    {
        if (!_found.TryGetValue(resource.RevisionIdentifier, out var copies))
            _found[resource.RevisionIdentifier] = copies = await base.FindAsync(resource, cancellation);
        return copies;
    }
}

/// <summary>What the EHR says that it created is not read back.</summary>
internal sealed class NoReadBack(IEhrWriter writer) : WriterWithBug(writer)
{
    private readonly Dictionary<string, EhrCopy> _told = [];

    public override async Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation)
    {
        var answers = await base.SendTogetherAsync(resources, lease, cancellation);
        foreach (var (resource, answer) in resources.Zip(answers))
            Remember(resource, answer);
        return answers;
    }

    public override async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation)
    {
        var answer = await base.SendAsync(resource, lease, cancellation);
        Remember(resource, answer);
        return answer;
    }

    private void Remember(OutboundResource resource, WriteAnswer answer)
    {
        if (answer is { Outcome: WriteBackOutcome.Created, Reference: { } reference })
            _told[resource.RevisionIdentifier] = new EhrCopy(reference, "1", resource.RevisionIdentifier, false, resource.Body);
    }

    public override Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation) =>
        _told.TryGetValue(resource.RevisionIdentifier, out var copy) ? Task.FromResult<IReadOnlyList<EhrCopy>>([copy]) : base.FindAsync(resource, cancellation);
}

/// <summary>That a page may be incomplete is not passed on.</summary>
internal sealed class PartialReadIsWhole(IEhrReader reader) : IEhrReader
{
    public Task<ReadPlan> PlanAsync(string resourceType, CancellationToken cancellation) => reader.PlanAsync(resourceType, cancellation);

    public Task<EhrStatement> StatementAsync(CancellationToken cancellation) => reader.StatementAsync(cancellation);

    public Task<IReadOnlyList<string>?> PopulationAsync(CancellationToken cancellation) => reader.PopulationAsync(cancellation);

    public async IAsyncEnumerable<ResourcePage> ReadAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in reader.ReadAsync(query, cancellation))
            yield return page with { PossiblyIncomplete = false };
    }
}

/// <summary>Nobody asks before the first byte whether it may still leave.</summary>
internal sealed class LeaseIgnored(IEhrWriter writer) : WriterWithBug(writer)
{
    public override Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation) =>
        base.SendAsync(resource, new Unasked(lease.Fence), cancellation);

    public override Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation) =>
        base.SendTogetherAsync(resources, new Unasked(lease.Fence), cancellation);

    private sealed class Unasked(long fence) : ILease
    {
        public long Fence => fence;

        public DateTimeOffset ClockHoldsSince => DateTimeOffset.MinValue;

        public void RequireForRequest()
        {
        }
    }
}

/// <summary>Whatever the EHR made of a body is faithful.</summary>
internal sealed class NoBodyCompare(IClaimBodies bodies) : IClaimBodies
{
    public IReadOnlyList<ClaimBody> Compose(Tenant tenant, ClaimOrder order) => bodies.Compose(tenant, order);

    public ClaimBody Void(Tenant tenant, ReadOnlyMemory<byte> standing, string revisionIdentifier, DateTimeOffset created, Replacement voids) =>
        bodies.Void(tenant, standing, revisionIdentifier, created, voids);

    public ClaimBody TakenBack(string? code, ReadOnlyMemory<byte> standing) => bodies.TakenBack(code, standing);

    public SentClaim Read(ReadOnlyMemory<byte> claim) => bodies.Read(claim);

    public IReadOnlyList<string> Changes(ReadOnlyMemory<byte> planned, ReadOnlyMemory<byte> composed) => bodies.Changes(planned, composed);

    public IReadOnlyList<string> Differences(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found) => [];
}
