namespace CcmFhirBridge.Homes;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string text)
    {
        using var stream = new FileStream(path, OptionsFor(FileMode.Create));
        using var writer = new StreamWriter(stream);
        writer.Write(text);
    }

    public static FileStream Create(string path) => new(path, OptionsFor(FileMode.Create));

    /// <summary>Opens or makes a file that nobody else can have open at the same time.</summary>
    public static FileStream OpenAlone(string path) => new(path, OptionsFor(FileMode.OpenOrCreate));

    private static FileStreamOptions OptionsFor(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
