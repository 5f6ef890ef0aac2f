using System.CommandLine;
using System.Text;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Outbound;

namespace CcmFhirBridge.Commands;

/// <summary>Where a client's public keys come from: a file of its key set, or the address where it publishes one.</summary>
internal sealed class ClientKeyOptions
{
    public Option<string?> Jwks { get; } = new("--jwks") { Description = "File with its public key set (JWKS): RSA from 2048 bits for RS384, EC on P-384 for ES384.", HelpName = "FILE" };

    public Option<string?> JwksUrl { get; } = new("--jwks-url") { Description = "Address where it publishes its key set, https only.", HelpName = "URL" };

    /// <summary>The keys of a call.</summary>
    /// <exception cref="UsageException">There are none, or they cannot be used.</exception>
    public AccessClientKeys Read(ParseResult call, CommandEnvironment environment) => (call.GetValue(Jwks), call.GetValue(JwksUrl)) switch
    {
        ({ } file, null) => AccessClientKeys.Kept(ReadFile(environment.PathOf(file), file)),
        (null, { } url) => AccessClientKeys.At(ReadAddress(url)),
        _ => throw new UsageException("say where its public keys are: --jwks FILE, or --jwks-url URL, and not both."),
    };

    private static string ReadFile(string path, string named)
    {
        // One byte more than is taken tells a file that is too long from one that is not.
        var buffer = new byte[ClientKeySet.LongestBytes + 1];
        int length;
        try
        {
            using var file = File.OpenRead(path);
            length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--jwks: '{named}' cannot be read. Name a file with a public key set.");
        }

        try
        {
            ClientKeySet.Read(buffer.AsMemory(0, length));
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (KeySetException wrong)
        {
            throw new UsageException($"--jwks '{named}': {wrong.Message}");
        }
    }

    private static Uri ReadAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && KeySetAddress.IsAllowed(address)
        ? address
        : throw new UsageException($"--jwks-url '{url}' is no address of a key set. Write such as https://billing.example/jwks.json, without a user and without a fragment.");
}
