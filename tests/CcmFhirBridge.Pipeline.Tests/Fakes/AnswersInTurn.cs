namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>Lets answers of an EHR come one at a time, in an order that follows from a seed; whatever follows from one has happened before the next.</summary>
public sealed class AnswersInTurn(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<TaskCompletionSource> _waiting = [];

    /// <summary>The most that was asked for at the same time.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>Answers that are waited for.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Ends when the turn of an answer comes.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var turn = new TaskCompletionSource();
        _waiting.Add(turn);
        MostWaiting = Math.Max(MostWaiting, _waiting.Count);
        await using var registration = cancellation.Register(() =>
        {
            _waiting.Remove(turn);
            turn.TrySetCanceled(cancellation);
        });
        await turn.Task;
    }

    /// <summary>Lets one come; false when none is waited for.</summary>
    public bool Next()
    {
        if (_waiting.Count == 0)
            return false;
        var turn = _waiting[_random.Next(_waiting.Count)];
        _waiting.Remove(turn);
        turn.SetResult();
        return true;
    }

    /// <summary>Lets them come until the run is over.</summary>
    public async Task<T> ToTheEndOf<T>(Task<T> run)
    {
        while (!run.IsCompleted && Next())
        {
        }

        run.IsCompleted.ShouldBeTrue("nothing is waited for any more");
        return await run;
    }
}
