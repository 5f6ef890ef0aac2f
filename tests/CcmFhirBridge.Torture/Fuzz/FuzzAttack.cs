using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Torture.Fuzz.Mistakes;
using CcmFhirBridge.Torture.Fuzz.Requests;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>
/// Random requests to the whole service over real sockets, of three tenants whose patients carry marks: never a failure of ours, nothing of
/// another tenant, and nothing of a patient in a refusal, a line of the log or a metric. Then the mistakes that the same requests must find.
/// </summary>
/// <param name="seed">From which every request follows.</param>
/// <param name="requests">How many on each store.</param>
/// <param name="stores">What the tenants are stored in.</param>
/// <param name="output">Where to tell.</param>
internal sealed class FuzzAttack(int seed, int requests, AttackStores stores, TextWriter output)
{
    public const int Slice = 2_000;
    public const int Whole = 10_000;

    private const int Broken = 5;
    private const int MostTold = 10;
    private const int AtOnce = 4;

    // So many until whatever is made once has been made.
    private const int WarmUp = Slice / 4;

    private const long MostGrowth = 192L * 1024 * 1024;

    // Each metric of the server below has a bounded number of series, and a line for each of its buckets.
    private const int MostSeries = 10_000;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var (began, violations, found) = (Stopwatch.GetTimestamp(), 0, 0);
        foreach (var store in stores.All)
        {
            await using var home = await HomeAsync(store, cancellation);
            violations += await RoundAsync(home, store, cancellation);
            // The mistakes lie in front of the store.
            if (store == stores.All[0])
                found = await FindAsync(home, FuzzMistake.All, cancellation);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}: {stores.All.Count * requests} requests on {string.Join(" and ", stores.All)}, {violations} violations; {found} of {FuzzMistake.All.Length} mistakes found ({Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s)"));
        return violations == 0 && found == FuzzMistake.All.Length ? 0 : Broken;
    }

    /// <summary>Sends one request of a run, and tells what comes back.</summary>
    public async Task<int> ReplayAsync(int number, FuzzMistake? mistake, CancellationToken cancellation)
    {
        await using var home = await HomeAsync(stores.All[0], cancellation);
        await using var service = await FuzzedService.StartAsync(home, mistake?.Begin(), cancellation);
        var request = new RequestMaker(service.Tenants, home.Clock).Make(seed, number);
        var answer = await FuzzAnswer.AskAsync(service.Address, request, FuzzJudge.Longest * 2, cancellation);
        await output.WriteLineAsync($"{request}\n\n{answer.Head}\n\n{answer.Body}\n");
        var wrong = JudgeOf(home).WrongWith(request, answer) ?? service.Log.Leaks.Select(static line => "the log tells of a patient: " + line).FirstOrDefault();
        await output.WriteLineAsync(wrong is null ? "nothing is wrong with it" : "VIOLATION: " + wrong);
        return wrong is null ? 0 : Broken;
    }

    /// <summary>Looks for mistakes alone.</summary>
    public async Task<int> FindAsync(IReadOnlyList<FuzzMistake> mistakes, CancellationToken cancellation)
    {
        await using var home = await HomeAsync(stores.All[0], cancellation);
        return await FindAsync(home, mistakes, cancellation) == mistakes.Count ? 0 : Broken;
    }

    private async Task<FuzzedHome> HomeAsync(AttackStore store, CancellationToken cancellation) =>
        await FuzzedHome.StartAsync(seed, store == AttackStore.Postgres ? stores.Server : null, cancellation);

    private async Task<int> RoundAsync(FuzzedHome home, AttackStore store, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await using var service = await FuzzedService.StartAsync(home, mistake: null, cancellation);
        var (tally, gate) = (new FuzzTally(), new Lock());
        await SendAsync(service, home, 0, WarmUp, Add, cancellation);
        var before = Memory();
        await SendAsync(service, home, WarmUp, requests, Add, cancellation);
        var growth = Memory() - before;
        foreach (var kind in tally.NeverAnswered)
            Violation($"no request of kind {kind} was ever answered, which proves nothing");
        if (growth > MostGrowth)
            Violation($"the process has grown by {growth >> 20} MB");
        foreach (var line in service.Log.Leaks.Take(MostTold))
            Violation("the log tells of a patient: " + line);
        var metrics = await service.MetricsAsync(cancellation);
        if (Told(home, metrics) is { } told)
            Violation("the metrics tell of a patient: " + told);
        var series = metrics.Split('\n').Count(static line => line.Length > 0 && line[0] != '#');
        if (series > MostSeries)
            Violation($"there are {series} series of metrics");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}, {store}: {tally}; {service.Log.Lines} lines of log, {series} series, memory {(growth < 0 ? "" : "+")}{growth / 1048576.0:F0} MB ({Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s)"));
        return tally.Violations;

        bool Add(int number, FuzzRequest request, FuzzAnswer? answer, string? wrong)
        {
            lock (gate)
            {
                tally.Add(request, answer ?? new FuzzAnswer(0, "", "", FuzzJudge.Longest), wrong is not null);
                if (wrong is not null && tally.Violations <= MostTold)
                    output.WriteLine($"seed {seed}, {store}, request {number} ({request.Kind}): VIOLATION: {wrong}\nagain by: fuzz --seed {seed} --request {number} --store {(store == AttackStore.Postgres ? "postgres" : "sqlite")}");
            }

            return true;
        }

        void Violation(string what)
        {
            tally.AddViolation();
            output.WriteLine($"seed {seed}, {store}: VIOLATION: {what}");
        }
    }

    private async Task<int> FindAsync(FuzzedHome home, IReadOnlyList<FuzzMistake> mistakes, CancellationToken cancellation)
    {
        var found = 0;
        foreach (var mistake in mistakes)
        {
            await using var service = await FuzzedService.StartAsync(home, mistake.Begin(), cancellation);
            var (sent, gate, first) = (0, new Lock(), (string?)null);
            await SendAsync(service, home, 0, Slice, See, cancellation);
            if (first is null && Told(home, await service.MetricsAsync(cancellation)) is { } told)
                first = "the metrics tell of a patient: " + told;
            found += first is null ? 0 : 1;
            await output.WriteLineAsync($"mistake {mistake.Name}: {(first is null ? "VIOLATION: not found" : "found")} after {sent} requests{(first is null ? "" : $": {first}")}");

            bool See(int number, FuzzRequest request, FuzzAnswer? answer, string? wrong)
            {
                lock (gate)
                {
                    sent++;
                    wrong ??= service.Log.Leaks.Select(static line => "the log tells of a patient: " + line).FirstOrDefault();
                    first ??= wrong is null ? null : $"request {number} ({request.Kind}): {wrong}";
                    return first is null;
                }
            }
        }

        return found;
    }

    // Until somebody has seen enough.
    private async Task SendAsync(
        FuzzedService service, FuzzedHome home, int from, int end, Func<int, FuzzRequest, FuzzAnswer?, string?, bool> see, CancellationToken cancellation)
    {
        var (maker, judge, isOver) = (new RequestMaker(service.Tenants, home.Clock), JudgeOf(home), false);
        await Parallel.ForEachAsync(Enumerable.Range(from, end - from), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (number, token) =>
        {
            if (Volatile.Read(ref isOver))
                return;
            var request = maker.Make(seed, number);
            FuzzAnswer? answer = null;
            string? wrong;
            try
            {
                answer = await FuzzAnswer.AskAsync(service.Address, request, FuzzJudge.Longest * 2, token);
                wrong = judge.WrongWith(request, answer);
            }
            catch (Exception lost) when (!token.IsCancellationRequested && lost is IOException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                wrong = $"there was no answer: {lost.GetType().Name}";
            }

            if (!see(number, request, answer, wrong))
                Volatile.Write(ref isOver, true);
        });
    }

    private static FuzzJudge JudgeOf(FuzzedHome home) => new([.. home.Practices.Select(static practice => practice.Mark)], home.Home.Path);

    private static string? Told(FuzzedHome home, string text) =>
        text.Split('\n').FirstOrDefault(line => home.Practices.Exists(practice => line.Contains(practice.Mark, StringComparison.OrdinalIgnoreCase)));

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
