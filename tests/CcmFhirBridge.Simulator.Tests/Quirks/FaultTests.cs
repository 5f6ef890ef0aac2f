using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Simulator.Tests.Quirks;

public sealed class FaultTests
{
    [Fact]
    public async Task The_answer_of_the_nth_write_is_lost_and_the_write_is_not()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new DropAfterCommit(new Aim(First: 2, Type: "Claim")));

        (await ehr.Post("/Claim", Bodies.Claim("k1"))).Status.ShouldBe(201);
        (await ehr.Put("/Patient/p001", Bodies.Patient("p001"))).Status.ShouldBe(201);
        await Should.ThrowAsync<HttpRequestException>(() => ehr.Post("/Claim", Bodies.Claim("k2")));

        ehr.Ehr.History.WithIdentifier("urn:claims", "k2").Count.ShouldBe(1);
        (await ehr.Get("/Claim?identifier=urn:claims|k2")).Ids().Count.ShouldBe(1);
        (await ehr.Post("/Claim", Bodies.Claim("k3"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task An_error_before_the_commit_leaves_nothing_and_one_after_it_leaves_the_write()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new ErrorBeforeCommit(new Aim(First: 1)));
        ehr.Ehr.Quirks.Add(new ErrorAfterCommit(new Aim(First: 2)));

        (await ehr.Post("/Claim", Bodies.Claim("before"))).Status.ShouldBe(500);
        (await ehr.Post("/Claim", Bodies.Claim("after"))).Status.ShouldBe(500);

        ehr.Ehr.History.WithIdentifier("urn:claims", "before").ShouldBeEmpty();
        ehr.Ehr.History.WithIdentifier("urn:claims", "after").Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_overloaded_server_names_the_time_to_wait()
    {
        await using var ehr = await RunningEhr.StartAsync();
        var overload = new Unavailable(new Aim(Times: 2, WritesOnly: false), "7");
        ehr.Ehr.Quirks.Add(overload);

        var first = await ehr.Get("/Patient");
        var second = await ehr.Get("/Patient");
        var third = await ehr.Get("/Patient");

        first.Status.ShouldBe(503);
        first.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        second.Status.ShouldBe(503);
        third.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Latency_passes_by_the_clock_of_the_server()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new Latency(Aim.Everything, TimeSpan.FromMinutes(2)));
        var reached = new Reached();
        ehr.Ehr.Quirks.Add(reached);

        var waiting = ehr.Get("/Patient");
        await reached.Request.Task.WaitAsync(TimeSpan.FromSeconds(30));
        waiting.IsCompleted.ShouldBeFalse();
        while (!waiting.IsCompleted)
        {
            ehr.Time.Advance(TimeSpan.FromMinutes(2));
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        (await waiting).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_quirk_can_be_taken_away()
    {
        await using var ehr = await RunningEhr.StartAsync();
        var quirk = new ErrorBeforeCommit(Aim.Everything);
        ehr.Ehr.Quirks.Add(quirk);
        (await ehr.Get("/Patient")).Status.ShouldBe(500);

        ehr.Ehr.Quirks.Remove(quirk);

        (await ehr.Get("/Patient")).Status.ShouldBe(200);
    }

    private sealed class Reached : IQuirk
    {
        public TaskCompletionSource Request { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
        {
            Request.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
