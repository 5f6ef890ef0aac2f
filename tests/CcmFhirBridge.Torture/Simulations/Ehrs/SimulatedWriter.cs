using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Torture.Simulations.Clocks;

namespace CcmFhirBridge.Torture.Simulations.Ehrs;

/// <summary>What a worker writes through: each request takes time, and may go wrong on its way.</summary>
internal sealed class SimulatedWriter(Schedule schedule, Moments moments, FaultPlan faults, RecordingEhr ehr, Actor actor, TimeSpan timeout) : IEhrWriter
{
    private const double WritesGoWrong = 0.16;
    private const double QuestionsGoWrong = 0.03;

    // Between the row that says so and the first byte is the moment at which an owner that stands still does most harm.
    private const int RiskBeforeSending = 6;

    private static readonly Delivery[] s_wrong =
    [
        Delivery.RequestLost, Delivery.AnswerLost, Delivery.AnswerLost, Delivery.FailedBefore, Delivery.FailedAfter, Delivery.Late, Delivery.Late, Delivery.Refused,
        Delivery.Throttled, Delivery.Unreachable, Delivery.Twice, Delivery.Damaged, Delivery.Nameless,
    ];

    public Task<WriteVerb?> VerbAsync(string resourceType, CancellationToken cancellation) => Task.FromResult<WriteVerb?>(ehr.Verb);

    public Task<bool> CreatesTogetherAsync(CancellationToken cancellation) => Task.FromResult(ehr.Together);

    public async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation)
    {
        if (ehr.Verb is WriteVerb.PlainCreate or WriteVerb.ConditionalUpdate)
        {
            try
            {
                if ((await FindAsync(resource, cancellation)).FirstOrDefault(copy => copy.RevisionIdentifier == resource.RevisionIdentifier) is { } there)
                    return new WriteAnswer(WriteBackOutcome.Exists, there.Reference, "found before it was sent");
            }
            catch (EhrException before)
            {
                return new WriteAnswer(WriteBackOutcome.NotSent, null, before.Message);
            }
        }

        return (await SendTogetherAsync([resource], lease, cancellation))[0];
    }

    public async Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation)
    {
        await moments.PassAsync(actor, RiskBeforeSending);
        lease.RequireForRequest();
        var delivery = faults.Strikes(WritesGoWrong, $"a write of {actor} goes wrong") ? s_wrong[schedule.Random.Next(s_wrong.Length)] : Delivery.Whole;
        var what = string.Join(" + ", resources.Select(resource => resource.RevisionIdentifier));
        schedule.Operation(actor, $"sends {what}: {delivery}");
        var answered = new TaskCompletionSource<IReadOnlyList<WriteAnswer>>();
        ehr.Receive(resources, delivery, answers => schedule.Turn(actor, () => answered.TrySetResult(answers)));
        var late = new WriteAnswer(WriteBackOutcome.Unknown, null, "no answer in time");
        schedule.After(timeout, () => schedule.Turn(actor, () => answered.TrySetResult([.. resources.Select(_ => late)])));
        var answers = await answered.Task;
        schedule.Tell($"{actor} hears {answers[0].Outcome} of {what}");
        return answers;
    }

    public Task<TakingBack> TakingBackAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(TakingBack.ByUpdate);

    public async Task<WriteAnswer> TakeBackAsync(OutboundResource resource, ReadOnlyMemory<byte> takenBack, EhrCopy copy, ILease lease, CancellationToken cancellation)
    {
        await moments.PassAsync(actor, RiskBeforeSending);
        lease.RequireForRequest();
        var delivery = faults.Strikes(WritesGoWrong, $"a taking back of {actor} goes wrong") ? s_wrong[schedule.Random.Next(s_wrong.Length)] : Delivery.Whole;
        schedule.Operation(actor, $"takes back {resource.RevisionIdentifier}: {delivery}");
        var answered = new TaskCompletionSource<WriteAnswer>();
        ehr.TakeBack(copy.Reference, delivery, answer => schedule.Turn(actor, () => answered.TrySetResult(answer)));
        schedule.After(timeout, () => schedule.Turn(actor, () => answered.TrySetResult(new WriteAnswer(WriteBackOutcome.Unknown, null, "no answer in time"))));
        return await answered.Task;
    }

    public async Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation)
    {
        await moments.PassAsync(actor);
        schedule.Operation(actor, $"asks for {resource.RevisionIdentifier}");
        var fails = faults.Strikes(QuestionsGoWrong, $"a question of {actor} goes wrong");
        var found = new TaskCompletionSource<IReadOnlyList<EhrCopy>>();
        // Most answers are quick; some take as long as they may.
        var way = schedule.Chance(0.02) ? schedule.Between(5, timeout.TotalSeconds) : schedule.Between(0, 1);
        schedule.After(way, () =>
        {
            var copies = ehr.Find(resource);
            schedule.Turn(actor, () =>
            {
                if (fails)
                    found.SetException(new EhrException(EhrFailure.NoAnswer, "no answer in time"));
                else
                    found.SetResult(copies);
            });
        });
        return await found.Task;
    }
}
