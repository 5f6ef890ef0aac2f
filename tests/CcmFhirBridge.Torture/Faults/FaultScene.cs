using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Torture.Faults.Wire;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>One practice in which a fault is put; it remembers what was struck.</summary>
/// <param name="practice">The practice.</param>
/// <param name="kind">The kind of fault.</param>
/// <param name="dice">Draws where it strikes.</param>
/// <param name="early">It strikes the first that it meets: where it was drawn to strike there was nothing.</param>
internal sealed class FaultScene(FaultedPractice practice, FaultKind kind, Random dice, bool early)
{
    // A sync, the questions before the first writes, and some of those.
    private const int Requests = 40;
    private const int Always = 10_000;

    private readonly ConcurrentQueue<BillPart> _struck = new();
    private readonly List<string> _foreign = [];
    private WireFault? _wire;
    private PagingQuirk? _paging;
    private ForeignCopy? _copy;
    private int _strikes;

    public FaultedPractice Practice => practice;

    public Random Dice => dice;

    /// <summary>How often the fault struck.</summary>
    public int Strikes => _strikes + (_wire?.Struck.Count ?? 0) + (_paging?.Hits ?? 0);

    /// <summary>The parts of bills that it struck.</summary>
    public HashSet<BillPart> Struck => [.. _struck, .. (_wire?.Struck ?? []).Where(request => request.IsWrite).SelectMany(request => BillPart.Written(request.Body))];

    /// <summary>References of what another system wrote.</summary>
    public HashSet<string> Foreign => [.. _foreign, .. (_copy?.Written ?? []).Select(version => version.Reference)];

    /// <summary>Which requests a quirk strikes, drawn.</summary>
    public Aim Aim(CommitMoment moment = CommitMoment.Before)
    {
        // What a read comes to is not committed.
        var writesOnly = kind.WritesOnly || moment == CommitMoment.After;
        var (first, times) = Draw(writesOnly);
        return new Aim(first, times, WritesOnly: writesOnly);
    }

    /// <summary>Before or after the commit, drawn.</summary>
    public CommitMoment Moment() => dice.Next(2) == 0 ? CommitMoment.Before : CommitMoment.After;

    /// <summary>A quirk that strikes by aim.</summary>
    public void Put(Aim aim, IQuirk quirk)
    {
        _copy = quirk as ForeignCopy;
        practice.Ehr.Quirks.Add(quirk);
        practice.Ehr.Quirks.Add(new StrikeRecord(aim, this));
    }

    /// <summary>A quirk that strikes whatever comes.</summary>
    public void Put(IQuirk quirk)
    {
        practice.Ehr.Quirks.Add(quirk);
        _strikes++;
    }

    /// <summary>Something wrong with pages.</summary>
    public void Put(Func<int, int, PagingQuirk> quirk)
    {
        var first = dice.Next(1, 10);
        _paging = quirk(early ? 1 : first, dice.Next(1, 4));
        practice.Ehr.Quirks.Add(_paging);
    }

    /// <summary>Something wrong on the wire.</summary>
    /// <param name="harm">What.</param>
    /// <param name="wait">How long what waits waits, in times of a request's patience.</param>
    public void Put(WireHarm harm, double wait = 0)
    {
        var (first, times) = Draw(kind.WritesOnly);
        practice.Proxy.Fault = _wire = new WireFault(harm, first, times, kind.WritesOnly) { Wait = practice.Setting.RequestTimeout * wait };
    }

    /// <summary>Copies of some bills' parts that another system wrote before anything began; a bill is struck in its Claim or in one charge.</summary>
    /// <param name="copies">How many of each.</param>
    /// <param name="change">What is different in them.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task PlantAsync(int copies, Action<JsonObject>? change, CancellationToken cancellation)
    {
        // What the bridge would write it writes to a twin, whose EHR nothing disturbs.
        await using var twin = await FaultedPractice.StartAsync(practice.Setting, practice.Databases, page: null, mistake: null, cancellation);
        await twin.CloseAsync(cancellation);
        var bills = twin.Ehr.History.Records.Select(record => JsonElement.Parse(record.Body!)).GroupBy(body => BillPart.Of(body)!.Patient, StringComparer.Ordinal);
        foreach (var bill in bills.OrderBy(_ => dice.Next()).Take(dice.Next(1, 4)))
        {
            var bodies = bill.ToList();
            var chosen = bodies[dice.Next(bodies.Count)];
            var type = chosen.GetProperty("resourceType").GetString()!;
            for (var copy = 1; copy <= copies; copy++)
            {
                var body = JsonNode.Parse(chosen.GetRawText())!.AsObject();
                change?.Invoke(body);
                body["id"] = $"other-system-{_foreign.Count + 1}";
                _foreign.Add(practice.Ehr.Store.Put(type, body["id"]!.GetValue<string>(), JsonElement.Parse(body.ToJsonString())).Reference);
            }

            _struck.Enqueue(BillPart.Of(chosen)!);
            _strikes++;
        }
    }

    /// <summary>Ends the fault; what is held back on the wire comes through when its time comes.</summary>
    public void Disarm()
    {
        practice.Ehr.Quirks.Clear();
        practice.Proxy.Fault = null;
    }

    private (int First, int Times) Draw(bool writesOnly)
    {
        var first = dice.Next(1, (writesOnly ? practice.Writes : Requests) + 1);
        return (early ? 1 : first, dice.Next(6) switch { < 3 => 1, 3 => 2, 4 => dice.Next(3, 8), _ => Always });
    }

    /// <summary>Writes down what was struck.</summary>
    private sealed class StrikeRecord(Aim aim, FaultScene scene) : IQuirk
    {
        public ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
        {
            if (!aim.Hits(context))
                return ValueTask.CompletedTask;
            Interlocked.Increment(ref scene._strikes);
            if (context.IsWrite)
            {
                foreach (var part in BillPart.Written(context.Body))
                    scene._struck.Enqueue(part);
            }

            return ValueTask.CompletedTask;
        }
    }
}
