using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>A secret named by where it is kept. The secret itself never stands in a tenant file.</summary>
internal static class SecretReference
{
    public const string Pattern = "^(env:[A-Za-z_][A-Za-z0-9_]*|file:[^\\x00-\\x1f]+)$";

    private const string InFile = "file:";

    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Full path of the file that holds the secret; null when it is not in a file.</summary>
    public static string? FileOf(string reference, string folder) =>
        reference.StartsWith(InFile, StringComparison.Ordinal) ? Path.GetFullPath(reference[InFile.Length..], folder) : null;

    /// <summary>The secret, or what is wrong in words. A relative path counts from the folder of the tenant file.</summary>
    public static (SecretValue? Secret, string? Problem) Resolve(string reference, string folder)
    {
        if (reference.StartsWith("env:", StringComparison.Ordinal))
        {
            var name = reference["env:".Length..];
            return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
                ? (new SecretValue(value), null)
                : (null, $"the environment variable {name} is not set; set it before starting");
        }

        var path = FileOf(reference, folder)!;
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
                return (null, $"the file {path} is larger than a secret can be; name the right file");
            return File.ReadAllText(path).Trim() is { Length: > 0 } value
                ? (new SecretValue(value), null)
                : (null, $"the file {path} is empty; write the secret into it");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (null, $"the file {path} cannot be read; create it and let this account read it");
        }
    }
}
