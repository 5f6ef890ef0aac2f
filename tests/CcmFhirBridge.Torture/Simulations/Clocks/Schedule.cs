using System.Text;

namespace CcmFhirBridge.Torture.Simulations.Clocks;

/// <summary>
/// Everything that happens, in one thread and in an order that follows from the seed alone. Whoever waits for its turn goes on when the
/// schedule says so; time passes only from one happening to the next.
/// </summary>
internal sealed class Schedule(int seed, DateTimeOffset start)
{
    private readonly DateTimeOffset _start = start;
    private const double Stalls = 0.03;

    private readonly PriorityQueue<Action, (long At, long Order)> _timed = new();
    private readonly List<(Actor Actor, Action Continue)> _turns = [];
    private readonly List<int> _eligible = [];
    private readonly StringBuilder _history = new();
    private long _order;

    [ThreadStatic]
    private static Schedule? s_running;

    [ThreadStatic]
    private static Actor? s_actor;

    /// <summary>The schedule and the actor whose turn it is on this thread.</summary>
    public static (Schedule Schedule, Actor Actor)? Running => s_running is { } schedule && s_actor is { } actor ? (schedule, actor) : null;

    public Random Random { get; } = new(seed);

    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Operations so far.</summary>
    public int Operations { get; private set; }

    public string History => _history.ToString();

    /// <summary>Asked when an actor's process reaches a named crash point: whether it dies there.</summary>
    public Func<Actor, string, bool>? DiesAt { get; set; }

    public void Tell(string line) => _history.Append((Now - _start).TotalSeconds.ToString("F3", System.Globalization.CultureInfo.InvariantCulture)).Append(' ').Append(line).Append('\n');

    public void Operation(Actor actor, string what)
    {
        Operations++;
        Tell($"{actor.Name} {what}");
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public TimeSpan Between(double from, double to) => TimeSpan.FromMilliseconds(Math.Round((from + (Random.NextDouble() * (to - from))) * 1000));

    /// <summary>Lets something happen in the world later.</summary>
    public void After(TimeSpan delay, Action happens) => _timed.Enqueue(happens, ((Now + delay).UtcTicks, _order++));

    /// <summary>Lets an actor go on when its turn comes, if it lives.</summary>
    public void Turn(Actor actor, Action goOn) => _turns.Add((actor, goOn));

    /// <summary>Ends once it is the actor's turn; never, when it is dead.</summary>
    public Task TurnAsync(Actor actor)
    {
        var turn = new TaskCompletionSource();
        if (!actor.IsDead)
            Turn(actor, turn.SetResult);
        return turn.Task;
    }

    public void Pause(Actor actor, TimeSpan length)
    {
        actor.PausedUntil = Now + length;
        After(length, static () => { });
    }

    /// <summary>Does the next thing; false when nothing is left to happen.</summary>
    public bool Step()
    {
        _turns.RemoveAll(static turn => turn.Actor.IsDead);
        _eligible.Clear();
        for (var i = 0; i < _turns.Count; i++)
        {
            if (_turns[i].Actor.PausedUntil <= Now)
                _eligible.Add(i);
        }

        if (_eligible.Count > 0 && (_timed.Count == 0 || !Chance(Stalls)))
        {
            var picked = _eligible[Random.Next(_eligible.Count)];
            var (actor, goOn) = _turns[picked];
            _turns.RemoveAt(picked);
            As(actor, goOn);
            return true;
        }

        if (!_timed.TryDequeue(out var happens, out var when))
            return false;
        if (when.At > Now.UtcTicks)
            Now = new DateTimeOffset(when.At, TimeSpan.Zero);
        As(null, happens);
        return true;
    }

    /// <summary>Runs something in the name of an actor, or of nobody: what nobody does never dies.</summary>
    public void As(Actor? actor, Action action)
    {
        var (schedule, before) = (s_running, s_actor);
        (s_running, s_actor) = (this, actor);
        try
        {
            action();
        }
        finally
        {
            (s_running, s_actor) = (schedule, before);
        }
    }
}
