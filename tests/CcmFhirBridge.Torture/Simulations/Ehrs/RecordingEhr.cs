using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Torture.Simulations.Clocks;

namespace CcmFhirBridge.Torture.Simulations.Ehrs;

/// <summary>An EHR that remembers everything it did. What it took it shows in searches only after a while.</summary>
/// <param name="schedule">When things happen.</param>
/// <param name="verb">
/// How it is written to. A bare conditional create or update looks in its own searches, which are late: two within that time are two. A
/// transaction looks at what is there.
/// </param>
/// <param name="together">Whether a Claim and its ChargeItems come in one transaction.</param>
/// <param name="lag">The longest until a search shows a create.</param>
/// <param name="judged">How many changes of the practice have been read, and all months judged by them.</param>
internal sealed class RecordingEhr(Schedule schedule, WriteVerb verb, bool together, TimeSpan lag, Func<int> judged)
{
    private readonly List<EhrCommit> _history = [];
    private readonly List<EhrArrival> _arrivals = [];
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    public WriteVerb Verb => verb;

    /// <summary>References of what it refused to take back.</summary>
    public IReadOnlySet<string> Kept => _kept;

    public bool Together => together;

    public IReadOnlyList<EhrCommit> History => _history;

    public IReadOnlyList<EhrArrival> Arrivals => _arrivals;

    /// <summary>A request that has left: it is done later, or never, and all of it or nothing.</summary>
    /// <param name="resources">What was sent.</param>
    /// <param name="delivery">What becomes of it.</param>
    /// <param name="answer">Called with what the client makes of the answer.</param>
    public void Receive(IReadOnlyList<OutboundResource> resources, Delivery delivery, Action<IReadOnlyList<WriteAnswer>> answer)
    {
        // A client may stand still between its last check and the first byte, though not for longer than the lease's margin.
        var way = schedule.Chance(0.05) ? schedule.Between(2, 8) : schedule.Between(0, 1.5);
        var sentAfter = judged();
        if (delivery == Delivery.RequestLost)
            return;
        if (delivery is Delivery.Throttled or Delivery.Unreachable)
            schedule.After(way, () => answer(Same(resources, new WriteAnswer(WriteBackOutcome.NotSent, null, delivery.ToString()))));
        else
            schedule.After(delivery == Delivery.Late ? way + schedule.Between(10, 20) : way, () => Take(resources, delivery, sentAfter, answer));
    }

    /// <summary>What a search by the shared identifier shows now, and a read by id where the id is the client's.</summary>
    public IReadOnlyList<EhrCopy> Find(OutboundResource resource) =>
    [
        .. _history.Where(commit => commit.Type == resource.ResourceType && commit.Identifier == resource.Identifier
                && (commit.Shown <= schedule.Now || (verb == WriteVerb.UpdateAsCreate && commit.RevisionIdentifier == resource.RevisionIdentifier)))
            .Select(commit => new EhrCopy(commit.Reference, "1", commit.RevisionIdentifier, commit.TakenBackAt is not null, Encoding.UTF8.GetBytes(commit.Body))),
    ];

    /// <summary>A request that takes back what is there: done later, or never; twice is once.</summary>
    /// <param name="reference">What is taken back.</param>
    /// <param name="delivery">What becomes of it.</param>
    /// <param name="answer">Called with what the client makes of the answer.</param>
    public void TakeBack(string reference, Delivery delivery, Action<WriteAnswer> answer)
    {
        var way = delivery == Delivery.Late ? schedule.Between(10, 20) : schedule.Between(0, 1.5);
        if (delivery == Delivery.RequestLost)
            return;
        schedule.After(way, () =>
        {
            var told = new WriteAnswer(WriteBackOutcome.Exists, reference, "200");
            if (delivery is Delivery.Throttled or Delivery.Unreachable)
                told = new WriteAnswer(WriteBackOutcome.NotSent, null, delivery.ToString());
            else if (delivery == Delivery.Refused)
            {
                told = new WriteAnswer(WriteBackOutcome.Rejected, null, "422 business-rule");
                _kept.Add(reference);
            }
            else if (delivery == Delivery.FailedBefore)
                told = new WriteAnswer(WriteBackOutcome.Unknown, null, "500");
            else
                Cancel(reference);
            if (delivery == Delivery.FailedAfter)
                told = new WriteAnswer(WriteBackOutcome.Unknown, null, "503");
            if (delivery is not (Delivery.AnswerLost or Delivery.Late))
                schedule.After(schedule.Between(0, 1), () => answer(told));
        });
    }

    private void Cancel(string reference)
    {
        for (var at = 0; at < _history.Count; at++)
        {
            if (_history[at].Reference == reference)
                _history[at] = _history[at] with { TakenBackAt = _history[at].TakenBackAt ?? schedule.Now };
        }

        schedule.Tell($"EHR takes back {reference}");
    }

    /// <summary>Something that another installation wrote before.</summary>
    public void Remember(string type, string identifier, string revisionIdentifier, string body) =>
        _history.Add(new EhrCommit(_history.Count, schedule.Now, schedule.Now, type, identifier, revisionIdentifier, body, Reference(type, revisionIdentifier)) { Older = true });

    private void Take(IReadOnlyList<OutboundResource> resources, Delivery delivery, int sentAfter, Action<IReadOnlyList<WriteAnswer>> answer)
    {
        _arrivals.AddRange(resources.Select(resource => new EhrArrival(resource.RevisionIdentifier, delivery == Delivery.Refused)));
        switch (delivery)
        {
            case Delivery.FailedBefore:
                Answer(answer, Same(resources, new WriteAnswer(WriteBackOutcome.Unknown, null, "500")));
                return;
            case Delivery.Refused:
                Answer(answer, Same(resources, new WriteAnswer(WriteBackOutcome.Rejected, null, "422 business-rule")));
                return;
        }

        var answers = resources.Select(resource => Take(resource, delivery, sentAfter)).ToList();
        if (delivery == Delivery.FailedAfter)
            Answer(answer, Same(resources, new WriteAnswer(WriteBackOutcome.Unknown, null, "503")));
        else if (delivery is not (Delivery.AnswerLost or Delivery.Late))
            Answer(answer, answers);
    }

    private WriteAnswer Take(OutboundResource resource, Delivery delivery, int sentAfter)
    {
        var (reference, made) = Create(resource, delivery == Delivery.Damaged, sentAfter);
        if (delivery == Delivery.Twice && LooksLate && made)
            _history.Add(_history[^1] with { Number = _history.Count, Reference = Reference(resource.ResourceType, resource.RevisionIdentifier), Doubled = true });
        return new WriteAnswer(made ? WriteBackOutcome.Created : WriteBackOutcome.Exists, delivery == Delivery.Nameless ? null : reference, made ? "201" : "200");
    }

    // Whether two creates at nearly the same moment are two.
    private bool LooksLate => verb is not (WriteVerb.UpdateAsCreate or WriteVerb.Transaction);

    private (string Reference, bool Made) Create(OutboundResource resource, bool damaged, int sentAfter)
    {
        var there = _history.Find(commit => commit.Type == resource.ResourceType && commit.RevisionIdentifier == resource.RevisionIdentifier
            && (!LooksLate || (verb != WriteVerb.PlainCreate && commit.Shown <= schedule.Now)));
        if (there is not null)
            return (there.Reference, false);
        var body = Encoding.UTF8.GetString(resource.Body.Span);
        var commit = new EhrCommit(
            _history.Count, schedule.Now, schedule.Now + (lag * schedule.Random.NextDouble()), resource.ResourceType, resource.Identifier, resource.RevisionIdentifier,
            damaged ? body.Replace("x1", "x7", StringComparison.Ordinal) : body, Reference(resource.ResourceType, resource.RevisionIdentifier))
        {
            Damaged = damaged,
            Judged = sentAfter,
        };
        _history.Add(commit);
        schedule.Tell($"EHR creates {commit.Reference} {body}");
        return (commit.Reference, true);
    }

    private string Reference(string type, string revisionIdentifier) => verb == WriteVerb.UpdateAsCreate
        ? $"{type}/{revisionIdentifier.ToLowerInvariant()}"
        : string.Create(CultureInfo.InvariantCulture, $"{type}/{_history.Count + 1}");

    private void Answer(Action<IReadOnlyList<WriteAnswer>> answer, IReadOnlyList<WriteAnswer> told) => schedule.After(schedule.Between(0, 1), () => answer(told));

    private static List<WriteAnswer> Same(IReadOnlyList<OutboundResource> resources, WriteAnswer answer) => [.. resources.Select(_ => answer)];
}
