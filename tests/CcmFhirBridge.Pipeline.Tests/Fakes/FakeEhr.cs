using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>What goes wrong with one request.</summary>
public enum Fault
{
    None,

    /// <summary>The EHR did it, and its answer never came.</summary>
    AnswerLost,

    /// <summary>The request never came, and nobody can tell.</summary>
    RequestLost,

    /// <summary>The connection was refused: certainly nothing happened.</summary>
    NotSent,

    /// <summary>Refused for good.</summary>
    Rejected,

    /// <summary>An earlier attempt arrives late, and this one is refused because of it.</summary>
    RejectedThough,

    /// <summary>The EHR did it and says that it was there already.</summary>
    SaysExists,

    /// <summary>The EHR did it and our process died before the answer was recorded.</summary>
    CrashAfter,

    /// <summary>Our process died before anything left.</summary>
    CrashBefore,

    /// <summary>The question what the EHR has fails.</summary>
    CannotBeAsked,
}

/// <summary>An EHR that believes every create: it never de-duplicates, so whatever comes twice is there twice.</summary>
public sealed class FakeEhr : IEhrWriter
{
    private readonly List<(OutboundResource Resource, EhrCopy Copy)> _created = [];

    /// <summary>Faults of the requests to come, in order; none once it is empty.</summary>
    public Queue<Fault> Faults { get; } = [];

    public HashSet<string> Refuses { get; } = [];

    public int Sends { get; private set; }

    public int MostInFlight { get; private set; }

    private int _inFlight;

    public IReadOnlyList<EhrCopy> Copies => [.. _created.Select(each => each.Copy)];

    public IEnumerable<string> Identifiers => _created.Select(each => each.Resource.Identifier);

    /// <summary>What it says it creates by, whatever it does.</summary>
    public WriteVerb Verb { get; set; } = WriteVerb.PlainCreate;

    /// <summary>Whether a Claim and its ChargeItems are taken in one transaction.</summary>
    public bool Together { get; init; }

    /// <summary>How many resources each transaction held.</summary>
    public List<int> Transactions { get; } = [];

    public Task<WriteVerb?> VerbAsync(string resourceType, CancellationToken cancellation) =>
        Task.FromResult<WriteVerb?>(Refuses.Contains(resourceType) ? null : Verb);

    public Task<bool> CreatesTogetherAsync(CancellationToken cancellation) => Task.FromResult(Together);

    public async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation) =>
        (await TakeAsync([resource], lease, cancellation))[0];

    /// <summary>All or none: one fault strikes the whole.</summary>
    public Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation)
    {
        Transactions.Add(resources.Count);
        return TakeAsync(resources, lease, cancellation);
    }

    private async Task<IReadOnlyList<WriteAnswer>> TakeAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation)
    {
        MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        await Task.Yield();
        _inFlight--;
        cancellation.ThrowIfCancellationRequested();
        lease.RequireForRequest();
        var fault = Next();
        if (fault == Fault.CrashBefore)
            throw new CrashException("The process died here.");
        if (fault == Fault.NotSent)
            return Same(resources, new WriteAnswer(WriteBackOutcome.NotSent, null, "connection refused"));
        Sends++;
        if (fault == Fault.RequestLost)
            return Same(resources, new WriteAnswer(WriteBackOutcome.Unknown, null, "timeout"));
        if (fault == Fault.Rejected)
            return Same(resources, new WriteAnswer(WriteBackOutcome.Rejected, null, "422 business-rule"));
        var answers = new List<WriteAnswer>();
        foreach (var resource in resources)
        {
            var reference = $"{resource.ResourceType}/{_created.Count + 1}";
            Create(resource, reference);
            answers.Add(fault == Fault.SaysExists
                ? new WriteAnswer(WriteBackOutcome.Exists, null, "200")
                : new WriteAnswer(WriteBackOutcome.Created, reference, "201"));
        }

        return fault switch
        {
            Fault.RejectedThough => Same(resources, new WriteAnswer(WriteBackOutcome.Rejected, null, "422 business-rule")),
            Fault.AnswerLost => Same(resources, new WriteAnswer(WriteBackOutcome.Unknown, null, "timeout")),
            Fault.CrashAfter => throw new CrashException("The process died here."),
            _ => answers,
        };
    }

    private static List<WriteAnswer> Same(IReadOnlyList<OutboundResource> resources, WriteAnswer answer) => [.. resources.Select(_ => answer)];

    /// <summary>Somebody cancels everything that stands, by hand.</summary>
    public void CancelAll()
    {
        for (var at = 0; at < _created.Count; at++)
            _created[at] = (_created[at].Resource, _created[at].Copy with { Cancelled = true });
    }

    /// <summary>What was asked to be taken back, in order.</summary>
    public List<string> TakenBack { get; } = [];

    /// <summary>How it takes back.</summary>
    public TakingBack By { get; set; } = TakingBack.ByUpdate;

    public Task<TakingBack> TakingBackAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(Refuses.Contains(resourceType) ? TakingBack.None : By);

    public async Task<WriteAnswer> TakeBackAsync(OutboundResource resource, ReadOnlyMemory<byte> takenBack, EhrCopy copy, ILease lease, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        lease.RequireForRequest();
        var fault = Next();
        if (fault == Fault.CrashBefore)
            throw new CrashException("The process died here.");
        if (fault == Fault.NotSent)
            return new WriteAnswer(WriteBackOutcome.NotSent, null, "connection refused");
        TakenBack.Add(resource.RevisionIdentifier);
        if (fault == Fault.RequestLost)
            return new WriteAnswer(WriteBackOutcome.Unknown, null, "timeout");
        if (fault == Fault.Rejected)
            return new WriteAnswer(WriteBackOutcome.Rejected, null, "422 business-rule");
        var at = _created.FindIndex(each => each.Copy.Reference == copy.Reference);
        _created[at] = (_created[at].Resource, copy with { Version = "2", Cancelled = true, Json = takenBack });
        return fault switch
        {
            Fault.AnswerLost => new WriteAnswer(WriteBackOutcome.Unknown, null, "timeout"),
            Fault.CrashAfter => throw new CrashException("The process died here."),
            _ => new WriteAnswer(WriteBackOutcome.Exists, copy.Reference, "200"),
        };
    }

    public Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Faults.TryPeek(out var fault) && fault == Fault.CannotBeAsked)
        {
            Faults.Dequeue();
            throw new EhrException(EhrFailure.Unreachable, "nobody answers");
        }

        return Task.FromResult<IReadOnlyList<EhrCopy>>(
            [.. _created.Where(each => each.Resource.Identifier == resource.Identifier).Select(each => each.Copy)]);
    }

    public void Create(OutboundResource resource, string reference, bool cancelled = false, string? body = null) => _created.Add((resource,
        new EhrCopy(reference, "1", resource.RevisionIdentifier, cancelled, body is null ? resource.Body : System.Text.Encoding.UTF8.GetBytes(body))));

    private Fault Next() => Faults.TryDequeue(out var fault) && fault != Fault.CannotBeAsked ? fault : Fault.None;
}
