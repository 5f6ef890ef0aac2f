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

    public Task<bool> AcceptsAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(true);

    public Task<bool> CreatesOnceAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(ehr.Rung == Rung.UpdateAsCreate);

    public async Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation)
    {
        await moments.PassAsync(actor, RiskBeforeSending);
        if (ehr.Rung == Rung.PlainCreate)
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

        lease.RequireForRequest();
        var delivery = faults.Strikes(WritesGoWrong, $"a write of {actor} goes wrong") ? s_wrong[schedule.Random.Next(s_wrong.Length)] : Delivery.Whole;
        schedule.Operation(actor, $"sends {resource.RevisionIdentifier}: {delivery}");
        var answered = new TaskCompletionSource<WriteAnswer>();
        ehr.Receive(resource, delivery, answer => schedule.Turn(actor, () => answered.TrySetResult(answer)));
        schedule.After(timeout, () => schedule.Turn(actor, () => answered.TrySetResult(new WriteAnswer(WriteBackOutcome.Unknown, null, "no answer in time"))));
        var answer = await answered.Task;
        schedule.Tell($"{actor} hears {answer.Outcome} of {resource.RevisionIdentifier}");
        return answer;
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
