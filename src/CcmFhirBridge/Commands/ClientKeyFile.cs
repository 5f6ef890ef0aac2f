using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>Reads the private key file of a client.</summary>
internal static class ClientKeyFile
{
    private const int LongestBytes = 64 * 1024;

    /// <summary>The key of a file.</summary>
    /// <exception cref="UsageException">The file cannot be read, or holds no key that signs assertions; its content is never repeated.</exception>
    public static ClientKey Read(CommandEnvironment environment, string named)
    {
        string text;
        try
        {
            var file = new FileInfo(environment.PathOf(named));
            if (file.Length > LongestBytes)
                throw new UsageException($"'{named}' is no key file: it has more than {LongestBytes} bytes.");
            text = File.ReadAllText(file.FullName);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{named}' cannot be read. Name the file with the client's private key.");
        }

        var (key, problem) = ClientKeyReader.Read(new SecretValue(text));
        return key ?? throw new UsageException($"'{named}' holds no key that can be used: {problem}.");
    }
}
