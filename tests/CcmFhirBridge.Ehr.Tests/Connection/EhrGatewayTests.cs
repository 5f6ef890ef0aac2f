using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Ehr.Tests.Connection;

public sealed class EhrGatewayTests
{
    private static readonly Tenant Lakeside = new()
    {
        Slug = "lakeside",
        Name = "Lakeside",
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:0",
        Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.example/fhir"), RequestsInFlight = 2, Authorization = new EhrAuthorization.Bearer(new SecretValue("secret-token")) },
        Billing = new BillingSettings { Organization = new BillingOrganization("Lakeside", "1234567893", "123456789", null, null) },
        Policy = new TenantPolicy(),
    };

    [Fact]
    public async Task No_more_requests_are_in_flight_than_the_tenant_allows()
    {
        using var handler = new HeldAnswers();
        await using var gateway = new EhrGateway(Lakeside, new FakeTimeProvider(), new GatewayLimits(), handler);

        var reads = Enumerable.Range(0, 5).Select(n => gateway.GetAsync(gateway.Origins.Below("Patient/" + n), "GET Patient", fresh: false, default)).ToList();

        handler.InFlight.ShouldBe(2);
        for (var answered = 0; answered < 5; answered++)
        {
            await handler.AnswerOneAsync();
            handler.MostInFlight.ShouldBe(2);
        }

        (await Task.WhenAll(reads)).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_to_another_address_never_leaves()
    {
        using var handler = new HeldAnswers();
        await using var gateway = new EhrGateway(Lakeside, new FakeTimeProvider(), new GatewayLimits(), handler);

        await Should.ThrowAsync<InvalidOperationException>(
            () => gateway.GetAsync(new Uri("https://ehr.example.attacker.com/fhir/Patient/1"), "GET Patient", fresh: false, default));
        handler.MostInFlight.ShouldBe(0);
    }

    [Fact]
    public async Task Who_cancels_a_read_gets_a_cancellation_and_no_retry()
    {
        using var handler = new HeldAnswers();
        using var patience = new CancellationTokenSource();
        await using var gateway = new EhrGateway(Lakeside, new FakeTimeProvider(), new GatewayLimits(), handler);
        var read = gateway.GetAsync(gateway.Origins.Below("Patient/1"), "GET Patient", fresh: false, patience.Token);

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => read);
        handler.Started.ShouldBe(1);
    }

    [Fact]
    public async Task An_EHR_that_is_down_is_left_alone_and_asked_once_whether_it_is_back()
    {
        var limits = new GatewayLimits { Retries = 1, FirstBackoff = TimeSpan.FromTicks(1), LongestBackoff = TimeSpan.FromTicks(1) };
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        using var handler = new Statuses();
        await using var gateway = new EhrGateway(Lakeside, clock, limits, handler);
        handler.Status = HttpStatusCode.ServiceUnavailable;
        for (var read = 0; read < 4; read++)
            (await ReadAsync(gateway)).ShouldBe("503");
        handler.Asked.ShouldBe(8);

        for (var read = 0; read < 50; read++)
            (await ReadAsync(gateway)).ShouldContain("left alone for half a minute, the last time with: HTTP 503;");
        handler.Asked.ShouldBe(8);

        clock.Advance(limits.Rest);
        (await ReadAsync(gateway)).ShouldContain("left alone");
        handler.Asked.ShouldBe(9);

        handler.Status = HttpStatusCode.OK;
        clock.Advance(limits.Rest);
        for (var read = 0; read < 10; read++)
            (await ReadAsync(gateway)).ShouldBe("200");
        handler.Asked.ShouldBe(19);
    }

    [Fact]
    public async Task An_EHR_that_is_left_alone_is_told_with_what_went_wrong()
    {
        var limits = new GatewayLimits { Retries = 1, FirstBackoff = TimeSpan.FromTicks(1), LongestBackoff = TimeSpan.FromTicks(1) };
        using var handler = new Statuses { Failure = new HttpRequestException(HttpRequestError.ConnectionError) };
        await using var gateway = new EhrGateway(Lakeside, new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) }, limits, handler);
        for (var read = 0; read < 4; read++)
            (await ReadAsync(gateway)).ShouldNotContain("left alone");

        (await ReadAsync(gateway)).ShouldContain("left alone for half a minute, the last time with: nobody answers at that address; look at ehr.baseUrl");
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task An_EHR_that_refuses_is_not_down(HttpStatusCode status)
    {
        var limits = new GatewayLimits { Retries = 1, FirstBackoff = TimeSpan.FromTicks(1), LongestBackoff = TimeSpan.FromTicks(1) };
        using var handler = new Statuses { Status = status };
        await using var gateway = new EhrGateway(Lakeside, new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) }, limits, handler);

        for (var read = 0; read < 50; read++)
            (await ReadAsync(gateway)).ShouldBe($"{(int)status}");
    }

    private static async Task<string> ReadAsync(EhrGateway gateway)
    {
        try
        {
            using var answer = await gateway.GetAsync(gateway.Origins.Below("Patient/1"), "GET Patient", fresh: false, default);
            return $"{(int)answer.Status}";
        }
        catch (EhrException failure)
        {
            failure.Failure.ShouldBe(EhrFailure.Unreachable);
            return failure.Message;
        }
    }

    private sealed class Statuses : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; }

        public HttpRequestException? Failure { get; init; }

        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            if (Failure is not null)
                throw Failure;
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent("{}", Encoding.UTF8, "application/fhir+json") });
        }
    }

    // Answers when told, and counts who waits.
    private sealed class HeldAnswers : HttpMessageHandler
    {
        private readonly ConcurrentQueue<TaskCompletionSource> _held = new();
        private int _inFlight;
        private int _most;
        private int _started;

        public int InFlight => Volatile.Read(ref _inFlight);

        public int MostInFlight => Volatile.Read(ref _most);

        public int Started => Volatile.Read(ref _started);

        public async Task AnswerOneAsync()
        {
            TaskCompletionSource? held;
            // The next one starts on another thread once its turn comes.
            for (var tries = 0; !_held.TryDequeue(out held); tries++)
            {
                tries.ShouldBeLessThan(2000);
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }

            held.SetResult();
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _started);
            var now = Interlocked.Increment(ref _inFlight);
            int most;
            while (now > (most = Volatile.Read(ref _most)) && Interlocked.CompareExchange(ref _most, now, most) != most)
            {
                // Another request raised it in between.
            }

            try
            {
                var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _held.Enqueue(held);
                await held.Task.WaitAsync(cancellationToken);
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, "application/fhir+json") };
            }
            finally
            {
                Interlocked.Decrement(ref _inFlight);
            }
        }
    }
}
