using System.Collections.Concurrent;
using System.Diagnostics;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests.Telemetry;

public sealed class SpanTrailTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public SpanTrailTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BridgeMeter.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.GetTagItem("tenant") as string == "trailed")
                    _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task What_is_sent_links_to_the_reads_that_brought_a_change_and_to_the_closing_also_of_passes_before()
    {
        var changed = new Queue<long>([5, 0, 2]);
        var runs = new RecordedRuns(Tenants.Make("trailed", firstMonth: "2026-04"))
        {
            OnSync = _ => Task.FromResult(new TenantPass(Read: 9, Changed: changed.Dequeue(), Gaps: 0)),
            OnClose = _ => changed.Count == 2 ? MonthState.Closed : MonthState.InReview,
        };
        await using var server = await RunningServer.StartAsync(runs);
        for (var pass = 1; pass <= 3; pass++)
        {
            await server.PassedAsync(pass);
            if (pass < 3)
                server.Time.Advance(TimeSpan.FromMinutes(5));
        }

        var reads = Of("ccm.sync");
        var closings = Of("ccm.close");
        Links(Of("ccm.write-back")).ShouldBe(
            [
                [reads[0].SpanId, closings[0].SpanId],
                [reads[0].SpanId, closings[0].SpanId],
                [reads[0].SpanId, reads[2].SpanId, closings[0].SpanId],
            ]);
        Links(Of("ccm.assess"))[0].ShouldBe([reads[0].SpanId], "the first assessment of all had nothing but the first read");
        Of("ccm.recover").ShouldHaveSingleItem().Links.ShouldBeEmpty("it came before every read");
    }

    [Fact]
    public void Only_the_newest_reads_are_linked_to()
    {
        var trail = new SpanTrail();
        using var source = new ActivitySource(BridgeMeter.Name);
        for (var read = 0; read < 3 * SpanTrail.MostReads; read++)
        {
            using var span = source.StartActivity("ccm.sync");
            trail.Read(span, new TenantPass(1, 1, 0));
        }

        using var sending = source.StartActivity("ccm.write-back");
        trail.LinkTo(sending);

        sending!.Links.Count().ShouldBe(SpanTrail.MostReads);
    }

    public void Dispose() => _listener.Dispose();

    private List<Activity> Of(string name) => [.. _spans.Where(span => span.OperationName == name).OrderBy(span => span.StartTimeUtc)];

    private static List<List<ActivitySpanId>> Links(IEnumerable<Activity> spans) =>
        [.. spans.Select(span => span.Links.Select(link => link.Context.SpanId).ToList())];
}
