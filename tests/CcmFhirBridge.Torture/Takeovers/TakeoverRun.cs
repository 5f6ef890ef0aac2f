using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CcmFhirBridge.Testing.Postgres;
using CcmFhirBridge.Torture.Children;
using CcmFhirBridge.Torture.Crashes;
using Npgsql;

namespace CcmFhirBridge.Torture.Takeovers;

/// <summary>Three services on one PostgreSQL, one of which works and is disturbed in the middle of its write-back.</summary>
internal sealed partial class TakeoverRun(AttackSetting setting, Disturbance disturbance, int after)
{
    private const int Services = 3;
    public const int Patients = 24;

    // A wait of 20 s by the product's clock is two seconds; leases end by the clock of the server, which nobody hurries.
    private const int Speed = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_standsStill = TimeSpan.FromSeconds(65);
    private static readonly TimeSpan s_longestFailover = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_databaseGone = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);
    // Each machine's clock, the one before it and the one after it.
    private static readonly TimeSpan s_clocksApart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_answers = TimeSpan.FromMilliseconds(100);

    private readonly List<string> _violations = [];

    public async Task<TakeoverReport> RunAsync(CancellationToken cancellation)
    {
        using var server = PostgresServer.Start();
        await using var attacked = await AttackedPractice.StartAsync(setting, server.ConnectionString, cancellation, new SlowAnswers(s_answers));
        var services = new List<ChildProcess>();
        try
        {
            for (var i = 0; i < Services; i++)
                services.Add(Start(attacked, i == 0 ? attacked.Home : await attacked.AddHomeAsync(cancellation), s_clocksApart * (i - 1)));
            await UntilAsync(() => attacked.Written >= after, "a service writes", cancellation);
            var holder = await HolderAsync(attacked, cancellation);
            var victim = services.Single(service => service.Id == holder);
            var failover = await DisturbAsync(server, attacked, victim, cancellation);
            await UntilAsync(() => attacked.Written >= attacked.Writes, "everything is written", cancellation);
            await EndAsync(services, victim, cancellation);
            _violations.AddRange(await attacked.JudgeAsync(cancellation));
            return new TakeoverReport(setting, disturbance, failover, _violations);
        }
        catch (TimeoutException late)
        {
            _violations.Add(late.Message);
            return new TakeoverReport(setting, disturbance, null, _violations);
        }
        finally
        {
            foreach (var service in services)
            {
                service.Kill();
                service.Dispose();
            }
        }
    }

    private static ChildProcess Start(AttackedPractice attacked, string home, TimeSpan ahead) => ChildProcess.Start(
        new ChildOrder(attacked.Clock.GetUtcNow() + ahead, Speed), ["run", "--home", home, "--urls", "http://127.0.0.1:0", "--drain-time", "600"]);

    // How long until somebody wrote again.
    private async Task<TimeSpan?> DisturbAsync(PostgresServer server, AttackedPractice attacked, ChildProcess victim, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        switch (disturbance)
        {
            case Disturbance.Kill:
                victim.Kill();
                await TakenOverAsync(attacked, victim, cancellation);
                if (Stopwatch.GetElapsedTime(began) > s_longestFailover)
                    _violations.Add($"it took {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s until another service had the tenant");
                break;
            case Disturbance.Stop:
                await victim.SignalAsync("STOP", cancellation);
                await Task.Delay(s_standsStill, TimeProvider.System, cancellation);
                await victim.SignalAsync("CONT", cancellation);
                await TakenOverAsync(attacked, victim, cancellation);
                break;
            default:
                server.Stop();
                await Task.Delay(s_databaseGone, TimeProvider.System, cancellation);
                server.Run();
                var before = attacked.Written;
                await UntilAsync(() => attacked.Written > before, "somebody writes after the database came back", cancellation);
                break;
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private async Task TakenOverAsync(AttackedPractice attacked, ChildProcess victim, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (await HolderAsync(attacked, cancellation) is var holder && (holder is null || holder == victim.Id))
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience)
                throw new TimeoutException("nobody took the tenant over");
            await Task.Delay(s_between, TimeProvider.System, cancellation);
        }
    }

    private async Task EndAsync(List<ChildProcess> services, ChildProcess victim, CancellationToken cancellation)
    {
        foreach (var service in services)
        {
            if (!service.Ended)
                await service.TerminateAsync(cancellation);
            var end = await service.EndAsync(s_patience, cancellation);
            if (end.Exit != 0 && !(service == victim && disturbance == Disturbance.Kill))
                _violations.Add($"a service ended with exit code {end.Exit} after SIGTERM: {end.Error}");
        }
    }

    private static async Task<int?> HolderAsync(AttackedPractice attacked, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(attacked.Database + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var ask = new NpgsqlCommand("SELECT owner FROM lease WHERE tenant = 'lakeside' AND owner <> ''", connection);
        return await ask.ExecuteScalarAsync(cancellation) is string owner && Owner().Match(owner) is { Success: true } match
            ? int.Parse(match.Groups["process"].Value, CultureInfo.InvariantCulture)
            : null;
    }

    private static async Task UntilAsync(Func<bool> condition, string what, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience)
                throw new TimeoutException($"it was waited in vain until {what}");
            await Task.Delay(s_between, TimeProvider.System, cancellation);
        }
    }

    [GeneratedRegex("^run-(?<process>[0-9]+)@", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Owner();
}

/// <summary>What a takeover came to.</summary>
/// <param name="Setting">Which practice.</param>
/// <param name="Disturbance">What happened.</param>
/// <param name="Failover">From the disturbance until another one had the tenant, or, after a restart, until somebody wrote; null when that never came.</param>
/// <param name="Violations">What was duplicated, lost, invented or left undone.</param>
internal sealed record TakeoverReport(AttackSetting Setting, Disturbance Disturbance, TimeSpan? Failover, IReadOnlyList<string> Violations);
