using System.Text;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.ContractTests.WritingBack;

public sealed class BrokenConnectionTests
{
    private static readonly byte[] Created = RawEhr.Json("""{"resourceType":"Claim","id":"0123456789abcdefgr1"}""", "201 Created");

    [Fact]
    public async Task A_reset_after_the_whole_request_leaves_it_unknown()
    {
        await using var ehr = RawEhr.Start(RawEhr.Metadata, RawEhr.Reset);

        (await SendAsync(ehr)).Outcome.ShouldBe(WriteBackOutcome.Unknown);
        ehr.RequestLines.ShouldBe(["GET /fhir/metadata HTTP/1.1", "PUT /fhir/Claim/0123456789abcdefgr1 HTTP/1.1"]);
    }

    [Fact]
    public async Task An_end_in_the_headers_leaves_it_unknown()
    {
        await using var ehr = RawEhr.Start(RawEhr.Metadata, Created[..40]);

        (await SendAsync(ehr)).Outcome.ShouldBe(WriteBackOutcome.Unknown);
        ehr.RequestLines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_end_in_the_body_leaves_it_unknown()
    {
        await using var ehr = RawEhr.Start(RawEhr.Metadata, Created[..^10]);

        (await SendAsync(ehr)).Outcome.ShouldBe(WriteBackOutcome.Unknown);
        ehr.RequestLines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_that_is_no_HTTP_leaves_it_unknown()
    {
        await using var ehr = RawEhr.Start(RawEhr.Metadata, Encoding.ASCII.GetBytes("what?\r\n\r\n"));

        (await SendAsync(ehr)).Outcome.ShouldBe(WriteBackOutcome.Unknown);
    }

    [Fact]
    public async Task A_whole_answer_is_created()
    {
        await using var ehr = RawEhr.Start(RawEhr.Metadata, Created);

        (await SendAsync(ehr)).ShouldBe(new WriteAnswer(WriteBackOutcome.Created, "Claim/0123456789abcdefgr1", "HTTP 201"));
    }

    [Fact]
    public async Task No_answer_in_time_leaves_it_unknown()
    {
        var time = new FakeTimeProvider();
        await using var ehr = RawEhr.Start(settings => settings with { Timeout = TimeSpan.FromSeconds(30) }, time, RawEhr.Metadata, RawEhr.Never);

        var sending = SendAsync(ehr);
        await ehr.ReceivedAsync(2);
        time.Advance(TimeSpan.FromSeconds(29));
        sending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        var answer = await sending;
        answer.Outcome.ShouldBe(WriteBackOutcome.Unknown);
        answer.Detail.ShouldBe("no answer in time");
    }

    [Fact]
    public async Task A_write_that_is_on_its_way_is_heard_out_even_when_the_run_is_cancelled()
    {
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        await using var ehr = RawEhr.Start(settings => settings with { Timeout = TimeSpan.FromSeconds(30) }, time, RawEhr.Metadata, RawEhr.Never);

        var sending = ehr.Connection.SendAsync(Bodies.Claim(), UnboundedLease.Instance, stop.Token);
        await ehr.ReceivedAsync(2);
        await stop.CancelAsync();
        sending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(30));

        (await sending).Outcome.ShouldBe(WriteBackOutcome.Unknown);
    }

    [Fact]
    public async Task A_lease_that_runs_out_while_the_write_waits_for_its_turn_lets_not_a_byte_leave()
    {
        await using var ehr = RawEhr.Start(RawEhr.Metadata);

        var late = await Should.ThrowAsync<LeaseException>(
            () => ehr.Connection.SendAsync(Bodies.Claim(), new SpentLease(), TestContext.Current.CancellationToken));

        late.Failure.ShouldBe(LeaseFailure.TooShort);
        ehr.RequestLines.ShouldBe(["GET /fhir/metadata HTTP/1.1"]);
    }

    [Fact]
    public async Task A_refused_connection_means_that_nothing_was_sent()
    {
        // The listener answers for metadata and is gone before the write.
        await using var ehr = RawEhr.Start(RawEhr.Metadata);
        (await ehr.Connection.Writer.VerbAsync("Claim", default)).ShouldNotBeNull();
        await ehr.StopListeningAsync();

        (await SendAsync(ehr)).Outcome.ShouldBe(WriteBackOutcome.NotSent);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_means_that_nothing_was_sent()
    {
        await using var connection = EhrConnections.Open(Tenants.At("http://no-such-host.invalid/fhir"), new SkippingTime());

        (await connection.Writer.SendAsync(Bodies.Claim() with { Verb = WriteVerb.UpdateAsCreate }, UnboundedLease.Instance, default)).Outcome.ShouldBe(WriteBackOutcome.NotSent);
    }

    private static Task<WriteAnswer> SendAsync(RawEhr ehr) => ehr.Connection.SendAsync(Bodies.Claim(), UnboundedLease.Instance, TestContext.Current.CancellationToken);

    private sealed class SpentLease : ILease
    {
        public long Fence => 1;

        public DateTimeOffset ClockHoldsSince => DateTimeOffset.MinValue;

        public void RequireForRequest() => throw new LeaseException(LeaseFailure.TooShort, "");
    }
}
