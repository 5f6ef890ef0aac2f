using System.Net;
using System.Net.Sockets;
using System.Text;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.ContractTests.Connection;

/// <summary>Answers without an end: bodies that go on for ever or say so, doors that never answer, pages that never stop coming.</summary>
public sealed class EndlessAnswerTests
{
    private const int Limit = 1024 * 1024;

    [Fact]
    public async Task A_body_that_says_it_has_two_gigabytes_is_not_waited_for()
    {
        await using var ehr = RawEhr.Start(RawEhr.Metadata, Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: 2147483648\r\n\r\n{"));

        (await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"))).Message.ShouldContain("longer than the bridge takes");
    }

    [Fact]
    public async Task A_body_that_never_ends_is_let_go_of_at_its_limit()
    {
        await using var server = new EndlessServer();
        await using var connection = new EhrConnection(Tenants.At($"http://127.0.0.1:{server.Port}/fhir"), new SkippingTime(), new GatewayLimits { LongestBody = Limit }, handler: null);

        var refused = await Should.ThrowAsync<EhrException>(async () =>
        {
            await foreach (var page in connection.Reader.ReadAsync(new ResourceQuery("Encounter", null, null), TestContext.Current.CancellationToken))
                page.ShouldBeNull();
        });

        refused.Message.ShouldContain("longer than the bridge takes");
        // What the sockets of both sides hold comes on top.
        server.Sent.ShouldBeLessThan(Limit + (16 * 1024 * 1024));
    }

    [Fact]
    public async Task A_door_that_never_answers_is_left_after_the_time_that_the_tenant_file_gives()
    {
        var time = new FakeTimeProvider();
        await using var ehr = RawEhr.Start(
            settings => settings with
            {
                Timeout = TimeSpan.FromSeconds(5),
                Authorization = new EhrAuthorization.ClientSecret("me", new Uri(settings.BaseUrl.GetLeftPart(UriPartial.Authority) + "/token"), new SecretValue("s"), []),
            },
            time,
            RawEhr.Never);

        var reading = ehr.ReadAsync("Encounter");
        await Eventually(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return reading.IsCompleted;
        });
        var left = await Should.ThrowAsync<EhrException>(() => reading);

        left.Failure.ShouldBe(EhrFailure.NoAnswer);
        left.Message.ShouldContain("ehr.limits.timeout");
    }

    [Fact]
    public async Task A_token_that_is_longer_than_any_header_is_none()
    {
        await using var ehr = new StubEhr(settings => settings with
        {
            Authorization = new EhrAuthorization.ClientSecret("me", new Uri(settings.BaseUrl.GetLeftPart(UriPartial.Authority) + "/token"), new SecretValue("s"), []),
        });
        ehr.On("/.well-known/smart-configuration", StubEhr.Status(404));
        ehr.Beside("/token", "POST", StubEhr.Json($$"""{"access_token":"{{new string('t', 10_000_000)}}"}"""));

        (await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"))).Message.ShouldContain("no usable access_token");

        ehr.Requests.ShouldNotContain(request => request.Path.EndsWith("/Encounter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_that_never_stop_coming_end_at_a_number_that_no_practice_has()
    {
        var pages = Enumerable.Range(0, 40).Select(page => StubEhr.Json(Pages.Of("/Encounter?page=" + page, Pages.Encounter("e" + page)))).ToArray();
        await using var ehr = new StubEhr(limits: new GatewayLimits { MostPages = 20 });
        ehr.InTurn("/Encounter", "GET", pages);

        var read = await ehr.ReadAsync("Encounter");

        (read.Pages, read.PossiblyIncomplete).ShouldBe((20, true));
        read.Gaps.ShouldBe(["gap.page-flood"]);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }

    /// <summary>Says what it can do, and then talks without an end.</summary>
    private sealed class EndlessServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;
        private long _sent;

        public EndlessServer()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public long Sent => Interlocked.Read(ref _sent);

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                await AnswerAsync(RawEhr.Metadata, endless: false);
                await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), endless: true);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // Whoever listened has hung up.
            }
        }

        private async Task AnswerAsync(byte[] answer, bool endless)
        {
            using var socket = await _listener.AcceptSocketAsync();
            await socket.ReceiveAsync(new byte[64 * 1024]);
            await socket.SendAsync(answer);
            var chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string(' ', 4096) + "\r\n");
            while (endless)
                Interlocked.Add(ref _sent, await socket.SendAsync(chunk));
            socket.Shutdown(SocketShutdown.Both);
        }
    }
}
