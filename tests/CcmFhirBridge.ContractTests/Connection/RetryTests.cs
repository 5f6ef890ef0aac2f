using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.ContractTests.Connection;

public sealed class RetryTests
{
    // The clock of these tests starts at 2026-05-05 12:00:20.
    [Theory]
    [InlineData("7", 7)]
    [InlineData("Tue, 05 May 2026 12:00:50 GMT", 30)]
    [InlineData("18000", 300)]
    [InlineData("315360000", 300)]
    [InlineData("99999999999999999999", 300)]
    [InlineData("Mon, 05 May 2036 12:00:00 GMT", 300)]
    public async Task A_throttled_read_waits_as_asked_but_never_for_long(string retryAfter, int seconds)
    {
        await using var ehr = new StubEhr();
        ehr.InTurn("/Encounter", "GET", StubEhr.Status(429, ("Retry-After", retryAfter)), StubEhr.Json(Pages.Of(null, Pages.Encounter("a"))));

        (await ehr.ReadAsync("Encounter")).Resources.Count.ShouldBe(1);

        ehr.Time.Waits.ShouldBe([TimeSpan.FromSeconds(seconds)]);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("Mon, 04 May 2026 12:00:00 GMT")]
    [InlineData("soon")]
    [InlineData(null)]
    public async Task Without_a_usable_time_a_throttled_read_backs_off_by_itself(string? retryAfter)
    {
        await using var ehr = new StubEhr();
        ehr.InTurn("/Encounter", "GET",
            retryAfter is null ? StubEhr.Status(429) : StubEhr.Status(429, ("Retry-After", retryAfter)), StubEhr.Json(Pages.Of(null)));

        await ehr.ReadAsync("Encounter");

        ehr.Time.Waits.Single().ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task EClinicalWorks_is_asked_again_when_its_minute_turns()
    {
        await using var ehr = new StubEhr(settings => settings with { Profile = EmbeddedVendors.Of("ecw") });
        ehr.InTurn("/Encounter", "GET", StubEhr.Status(429), StubEhr.Json(Pages.Of(null)));

        await ehr.ReadAsync("Encounter");

        ehr.Time.Waits.ShouldBe([TimeSpan.FromSeconds(40)]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_burst_of_server_errors_is_survived_by_reads(int status)
    {
        await using var ehr = new StubEhr();
        ehr.InTurn("/Encounter", "GET", StubEhr.Status(status), StubEhr.Status(status), StubEhr.Status(status), StubEhr.Json(Pages.Of(null, Pages.Encounter("a"))));

        (await ehr.ReadAsync("Encounter")).Resources.Count.ShouldBe(1);

        ehr.Requests.Count.ShouldBe(4);
        ehr.Time.Waits.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(503, EhrFailure.ServerError)]
    [InlineData(408, EhrFailure.ServerError)]
    [InlineData(429, EhrFailure.Throttled)]
    public async Task Errors_that_do_not_end_are_told_after_five_retries(int status, EhrFailure failure)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Status(status, ("Content-Type", "text/html")));

        (await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"))).Failure.ShouldBe(failure);

        ehr.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Connections_that_break_are_retried_for_reads()
    {
        var page = Pages.Of(null, Pages.Encounter("a"));
        await using var ehr = RawEhr.Start(
            RawEhr.Metadata, RawEhr.Reset, RawEhr.Json(page)[..60], RawEhr.Json(page)[..^20], RawEhr.Json(page));

        (await ehr.ReadAsync("Encounter")).Resources.ShouldBe([Pages.Encounter("a")]);
        ehr.RequestLines.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_read_that_takes_too_long_is_given_up_and_told()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var ehr = RawEhr.Start(settings => settings with { Timeout = TimeSpan.FromSeconds(30) }, time, RawEhr.Never);

        var asked = ehr.Connection.Reader.PlanAsync("Encounter", default);
        await ehr.ReceivedAsync(1);
        // Past the limit of the first attempt; later attempts find nobody who accepts, and run into theirs.
        while (!asked.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        var failure = await Should.ThrowAsync<EhrException>(() => asked);
        failure.Failure.ShouldBe(EhrFailure.NoAnswer);
        failure.Message.ShouldContain("ehr.limits.timeout");
    }

    [Fact]
    public async Task An_address_where_nobody_answers_is_told_soon()
    {
        var port = FreePort();
        var time = new SkippingTime();
        await using var connection = EhrConnections.Open(Tenants.At($"http://127.0.0.1:{port}/fhir"), time);

        var failure = await Should.ThrowAsync<EhrException>(() => connection.Reader.PlanAsync("Encounter", default));

        failure.Failure.ShouldBe(EhrFailure.Unreachable);
        failure.Message.ShouldContain("ehr.baseUrl");
        time.Waits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task No_more_requests_start_in_a_minute_than_the_tenant_allows()
    {
        await using var ehr = new StubEhr(settings => settings with { RequestsPerMinute = 3 });
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null)));

        for (var read = 0; read < 6; read++)
            await ehr.ReadAsync("Encounter");

        // Metadata and six searches: three at once, three a minute later, the last another minute later.
        ehr.Time.Waits.ShouldBe([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)]);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
