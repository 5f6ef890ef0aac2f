using System.Collections.Immutable;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class IdleMemoryTests
{
    private readonly FakeTimeProvider _time = new(Some.Morning);
    private readonly IdleMemory _memory;
    private int _trims;

    public IdleMemoryTests() => _memory = new IdleMemory(_time, () => _trims++);

    [Fact]
    public void Nothing_is_given_back_while_somebody_works()
    {
        Look(TimeSpan.FromMinutes(5), Waiting, Working);

        _trims.ShouldBe(0);
    }

    [Fact]
    public void It_is_given_back_once_everybody_has_waited_a_while()
    {
        Look(IdleMemory.QuietFor - TimeSpan.FromSeconds(1), Waiting, Waiting);
        _trims.ShouldBe(0);

        Look(TimeSpan.FromSeconds(2), Waiting, Waiting);
        _trims.ShouldBe(1);
    }

    [Fact]
    public void A_pass_in_between_begins_the_wait_anew()
    {
        Look(IdleMemory.QuietFor - TimeSpan.FromSeconds(1), Waiting);
        Look(TimeSpan.FromSeconds(1), Working);
        Look(IdleMemory.QuietFor - TimeSpan.FromSeconds(1), Waiting);

        _trims.ShouldBe(0);
    }

    [Fact]
    public void An_idle_hour_costs_one_collection_in_half_a_minute_and_no_more()
    {
        Look(TimeSpan.FromHours(1), Waiting);

        _trims.ShouldBeInRange(118, 120);
    }

    [Fact]
    public void What_was_garbage_is_gone_from_the_process()
    {
        var before = GC.CollectionCount(GC.MaxGeneration);

        IdleMemory.Collect();

        GC.CollectionCount(GC.MaxGeneration).ShouldBeGreaterThan(before);
    }

    private static WorkerStatus Waiting => new() { Tenant = "lakeside", Every = TimeSpan.FromMinutes(5), StartedAt = Some.Morning };

    private static WorkerStatus Working => Waiting with { PassStartedAt = Some.Morning };

    // A look a second, as the host looks.
    private void Look(TimeSpan time, params ImmutableArray<WorkerStatus> workers)
    {
        for (var second = 0; second < time.TotalSeconds; second++)
        {
            _memory.Look(workers);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
