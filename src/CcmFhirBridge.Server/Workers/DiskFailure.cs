namespace CcmFhirBridge.Server.Workers;

/// <summary>Which of the failures of a disk an exception tells of.</summary>
internal static class DiskFailure
{
    // ENOSPC, EDQUOT and EROFS of Linux; ERROR_DISK_FULL and ERROR_WRITE_PROTECT of Windows.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int ReadOnlyDisk = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);

    public static string CodeOf(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "disk-read-only",
        { HResult: NoSpace or OverQuota or WindowsDiskFull } => "disk-full",
        { HResult: ReadOnlyDisk or WindowsWriteProtected } => "disk-read-only",
        _ => "disk",
    };
}
