using System.Collections.Immutable;
using CcmFhirBridge.Server.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Workers;

/// <summary>
/// Runs one worker a tenant, side by side, and looks every second whether there are other tenants, other settings or other pauses than before.
/// </summary>
public sealed class TenantWorkerHost : BackgroundService
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ITenantSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly WorkerSeats _seats;
    private readonly IdleMemory _memory;
    private volatile Picture _picture = new([], HasLooked: false, Failure: null);
    private TimeSpan _clockBehind;

    public TenantWorkerHost(ITenantSource source, TimeProvider time, BridgeMeter meter, ILogger<TenantWorker> log)
    {
        _source = source;
        _time = time;
        _log = log;
        _seats = new WorkerSeats((tenant, before, fromStart) => new TenantWorker(source.RunsOf(tenant), time, meter, log, before, fromStart), log);
        Clock = new ClockWatch(time);
        _memory = new IdleMemory(time, IdleMemory.Collect);
        TenantGauges.Create(meter, () => Statuses, time);
    }

    /// <summary>Where every worker stands, by slug.</summary>
    public ImmutableArray<WorkerStatus> Statuses => _seats.Statuses;

    /// <summary>What is wrong with tenant files now.</summary>
    public ImmutableArray<TenantFileProblem> FileProblems => _picture.Problems;

    /// <summary>Whether the tenants are known yet.</summary>
    public bool HasLooked => _picture.HasLooked;

    /// <summary>Why the tenants folder could not be looked at the last time; null when it could. Every tenant goes on as it was.</summary>
    public FailureKind? LookFailure => _picture.Failure;

    /// <summary>Whether the clock of this machine was set back.</summary>
    public ClockWatch Clock { get; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { IsCompleted: false })
            _log.DrainTimeOver();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
                _memory.Look(Statuses);
                await Task.Delay(LookEvery, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way every service ends.
        }

        await _seats.StopAllAsync();
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        LookAtTheClock();
        try
        {
            var set = Bounded(await _source.LookAsync(cancellation));
            TellProblems(set.Problems);
            _seats.Fill(set.Tenants);
            _picture = new Picture(set.Problems, HasLooked: true, Failure: null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var kind = FailureKind.Of(exception);
            if (_picture.Failure != kind)
                _log.LookFailed(kind.Code, kind.Advice);
            _picture = _picture with { Failure = kind };
        }
    }

    private void LookAtTheClock()
    {
        var behind = Clock.Behind();
        // Told once a step back: while it catches up it stands ever less behind.
        if (behind > _clockBehind + ClockWatch.Tolerance)
            _log.ClockSetBack((long)behind.TotalSeconds);
        _clockBehind = behind;
    }

    private static TenantSet Bounded(TenantSet set) => set.Tenants.Length <= BridgeServer.MostTenants
        ? set
        : set with
        {
            Tenants = set.Tenants[..BridgeServer.MostTenants],
            Problems = set.Problems.AddRange(set.Tenants[BridgeServer.MostTenants..].Select(extra => new TenantFileProblem(
                extra.Tenant.Slug + ".yaml", 1, "tenant.too-many",
                $"one process serves at most {BridgeServer.MostTenants} tenants; run a second one with its own home.", RunsOn: null))),
        };

    private void TellProblems(ImmutableArray<TenantFileProblem> problems)
    {
        var before = _picture.Problems;
        foreach (var problem in problems.Except(before))
        {
            if (problem.RunsOn is { } slug)
                _log.TenantFileKept(problem.File, problem.Line, problem.Code, problem.Message, slug);
            else
                _log.TenantFileRefused(problem.File, problem.Line, problem.Code, problem.Message);
        }

        foreach (var file in before.Select(problem => problem.File).Except(problems.Select(problem => problem.File)))
            _log.TenantFileRight(file);
    }

    private sealed record Picture(ImmutableArray<TenantFileProblem> Problems, bool HasLooked, FailureKind? Failure);
}
