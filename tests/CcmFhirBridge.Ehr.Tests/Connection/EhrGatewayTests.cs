using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
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
