namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>The bytes of a file that somebody wrote.</summary>
internal static class YamlBytes
{
    /// <summary>The bytes, or null with a problem in the log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Where a problem goes.</param>
    /// <param name="remedy">What to do where there is no file.</param>
    public static byte[]? Read(string path, ProblemLog log, string remedy)
    {
        try
        {
            using var stream = File.OpenRead(path);
            // One byte over the limit is enough for the reader to refuse the file.
            var buffer = new byte[StrictYamlReader.MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return buffer[..length];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.Add(1, "file.unreadable", problem is FileNotFoundException or DirectoryNotFoundException
                ? $"there is no file {path}. {remedy}"
                : $"the file {path} cannot be read. Let this account read it.");
            return null;
        }
    }
}
