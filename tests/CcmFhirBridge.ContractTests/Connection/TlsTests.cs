using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.ContractTests.Connection;

/// <summary>An EHR that cannot prove who it is, or wants to speak a TLS of yesterday, gets nothing, least of all the token.</summary>
public sealed class TlsTests
{
    private const string LegacyVersion = "0301 0302 0300";

    [Theory]
    [InlineData("localhost", -1, 30)]               // nobody vouches for it
    [InlineData("localhost", -60, -1)]              // expired
    [InlineData("ehr.somebody-else.example", -1, 30)]
    public async Task Attack_105_a_certificate_that_is_not_accepted_ends_the_exchange_before_it_begins(string host, int fromDays, int untilDays)
    {
        using var certificate = SelfSigned(host, fromDays, untilDays);
        await using var server = new TlsServer(async stream =>
        {
            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            return await ReadAsync(secure);
        });

        var error = await AskAsync(server.Port).ShouldThrowAsync<EhrException>();

        error.Failure.ShouldBe(EhrFailure.Unreachable);
        error.Message.ShouldContain("the certificate or the TLS version is not accepted; look at ehr.baseUrl and the EHR's certificate");
        System.Text.Encoding.Latin1.GetString(await server.FirstAsync()).ShouldBeEmpty("nothing is said to somebody who cannot prove who it is");
    }

    [Fact]
    public async Task Attack_105_nothing_older_than_TLS_1_2_is_offered()
    {
        await using var server = new TlsServer(ReadAsync);

        await AskAsync(server.Port).ShouldThrowAsync<EhrException>();

        var versions = OfferedVersions(await server.FirstAsync());
        versions.ShouldNotBeEmpty();
        versions.ShouldAllBe(version => !LegacyVersion.Contains(version, StringComparison.Ordinal));
    }

    private static async Task AskAsync(int port)
    {
        await using var connection = new EhrConnection(Tenants.At($"https://localhost:{port}/fhir"), new SkippingTime(), new GatewayLimits(), handler: null);
        await foreach (var _ in connection.Reader.ReadAsync(new Pipeline.Reading.ResourceQuery("Encounter", null, null), TestContext.Current.CancellationToken))
            Assert.Fail("There is nothing to read.");
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer);
        return buffer[..read];
    }

    // RFC 8446, 4.1.2 and 4.2.1: the versions stand in the extension 43 of the first message, or as its legacy version where there is none.
    private static List<string> OfferedVersions(byte[] record)
    {
        var at = 5 + 4;
        var legacy = Word(record, at);
        at += 2 + 32;
        at += 1 + record[at];
        at += 2 + Length(record, at);
        at += 1 + record[at];
        var end = at + 2 + Length(record, at);
        for (at += 2; at < end; at += 4 + Length(record, at + 2))
        {
            if (Length(record, at) == 43)
                return [.. Enumerable.Range(0, record[at + 4] / 2).Select(version => Word(record, at + 5 + (2 * version)))];
        }

        return [legacy];
    }

    private static int Length(byte[] record, int at) => BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(at));

    private static string Word(byte[] record, int at) => Convert.ToHexString(record, at, 2);

    private static X509Certificate2 SelfSigned(string host, int fromDays, int untilDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(untilDays));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Takes connections and remembers what the first one said.</summary>
    private sealed class TlsServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource<byte[]> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Func<Stream, Task<byte[]>> _talk;
        private readonly Task _taking;

        public TlsServer(Func<Stream, Task<byte[]>> talk)
        {
            _talk = talk;
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _taking = TakeAsync();
        }

        public int Port { get; }

        public Task<byte[]> FirstAsync() => _first.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _taking;
        }

        private async Task TakeAsync()
        {
            while (true)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    _first.TrySetResult(await HearAsync(client));
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }
            }
        }

        private async Task<byte[]> HearAsync(TcpClient client)
        {
            try
            {
                await using var stream = client.GetStream();
                return await _talk(stream);
            }
            catch (Exception exception) when (exception is AuthenticationException or IOException)
            {
                return [];
            }
        }
    }
}
