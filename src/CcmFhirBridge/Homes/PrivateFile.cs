namespace CcmFhirBridge.Homes;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    public static void Write(string path, string text)
    {
        using var stream = new FileStream(path, OptionsFor(FileMode.Create));
        using var writer = new StreamWriter(stream);
        writer.Write(text);
    }

    public static FileStream Create(string path) => new(path, OptionsFor(FileMode.Create));

    /// <summary>Opens or makes a file to write at its end; others may read it meanwhile.</summary>
    public static FileStream Append(string path)
    {
        var options = OptionsFor(FileMode.Append);
        options.Share = FileShare.Read;
        // Each line leaves by itself.
        options.BufferSize = 0;
        return new FileStream(path, options);
    }

    /// <summary>Makes a folder, and those above it, that only their owner may look into.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // Those above it would be made with the mode of everybody.
        if (Path.GetDirectoryName(path) is { Length: > 0 } above && !Directory.Exists(above))
            MakeFolder(above);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Opens or makes a file that nobody else can have open at the same time.</summary>
    public static FileStream OpenAlone(string path) => new(path, OptionsFor(FileMode.OpenOrCreate));

    /// <summary>Whether the file could not be opened because somebody else has it open, and not because of its disk.</summary>
    public static bool IsTaken(IOException failure) => failure.HResult is WouldBlock or WouldBlockOnMac or SharingViolation;

    private static FileStreamOptions OptionsFor(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
