using System.Diagnostics;
using System.Text;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Outbound;
using CcmFhirBridge.Server.Tests.Door;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Tests.Outbound;

public sealed class KeySetFetchTests
{
    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await KeySetServer.StartAsync();
        await using var server = await KeySetServer.StartAsync();
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            server.Answer = http =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.Location = elsewhere.Address.OriginalString;
                return Task.CompletedTask;
            };
            (await FailsAsync(server.Address)).ShouldBe("status");
        }

        elsewhere.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_large_ends_at_its_limit()
    {
        await using var server = await KeySetServer.StartAsync();
        server.Answer = http => http.Response.Body.WriteAsync(new byte[10 * 1024 * 1024]).AsTask();
        (await FailsAsync(server.Address)).ShouldBe("size");
        server.Answer = http =>
        {
            http.Response.ContentLength = 10L * 1024 * 1024 * 1024;
            return http.Response.Body.FlushAsync();
        };
        (await FailsAsync(server.Address)).ShouldBe("size");
    }

    [Fact]
    public async Task What_never_ends_ends_after_five_seconds()
    {
        await using var server = await KeySetServer.StartAsync();
        server.Answer = async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(" "u8.ToArray());
                await http.Response.Body.FlushAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, http.RequestAborted);
            }
        };
        var began = Stopwatch.GetTimestamp();

        (await FailsAsync(server.Address)).ShouldBe("unreachable");

        Stopwatch.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task What_is_packed_or_no_key_set_is_not_taken()
    {
        await using var server = await KeySetServer.StartAsync();
        foreach (var answer in (string[])["", "null", "[]", "{}", "{\"keys\":{}}", "<html>", "{\"keys\":[],\"keys\":[]}", new string('[', 5000)])
        {
            server.Answer = http => http.Response.WriteAsync(answer);
            await FailsAsync(server.Address);
        }

        server.Answer = async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new System.IO.Compression.GZipStream(http.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await zip.WriteAsync(Encoding.UTF8.GetBytes("{\"keys\":[]}"));
        };
        await FailsAsync(server.Address);
    }

    [Theory]
    [InlineData("http://keys.example/jwks.json")]
    [InlineData("http://localhost/jwks.json")]
    [InlineData("http://10.0.0.1/jwks.json")]
    [InlineData("ftp://keys.example/jwks.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user@keys.example/jwks.json")]
    [InlineData("https://keys.example/jwks.json#part")]
    public async Task Only_https_is_asked_and_plain_http_at_this_machine_alone(string address)
    {
        (await FailsAsync(new Uri(address))).ShouldBe("address");
        KeySetAddress.IsAllowed(new Uri(address)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_leads_into_this_machine_or_its_network_is_not_connected_to()
    {
        (await FailsAsync(new Uri("https://localhost:1/jwks.json"))).ShouldBe("unreachable");
        (await Should.ThrowAsync<HttpRequestException>(() => AddressGuard.ConnectAsync(new("localhost", 1), default).AsTask())).Message.ShouldBe("The host has no public address.");
        (await FailsAsync(new Uri("https://localhost.:1/jwks.json"))).ShouldBe("unreachable");
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    public void An_address_is_public_or_it_is_not(string address, bool isPublic) => AddressGuard.IsPublic(System.Net.IPAddress.Parse(address)).ShouldBe(isPublic);

    private static async Task<string> FailsAsync(Uri address)
    {
        using var fetch = new KeySetFetch(allowsLoopback: true, TimeProvider.System);
        return (await Should.ThrowAsync<KeySetException>(() => fetch.FetchAsync(address))).Message;
    }
}
