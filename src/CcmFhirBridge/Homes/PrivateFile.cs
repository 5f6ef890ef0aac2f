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
