namespace CcmFhirBridge.Pipeline;

/// <summary>What is wrong with the store.</summary>
public enum StoreFailure
{
    /// <summary>The folder or the file cannot be made or opened.</summary>
    CannotOpen,

    /// <summary>The file can be read but not written.</summary>
    ReadOnly,

    /// <summary>The file is no database, or is damaged.</summary>
    Corrupt,

    /// <summary>A tenant was stored in it and it is gone, or nothing is in it any more.</summary>
    Lost,

    /// <summary>Another process writes and does not let go.</summary>
    Busy,

    /// <summary>The database server does not answer, or closed the connection: whether the last change was committed, the store says once it is back.</summary>
    Unreachable,

    /// <summary>The disk of the file reports errors: whether the last change was kept, the store says once it can be read again.</summary>
    DiskError,

    /// <summary>No room on the disk.</summary>
    Full,

    /// <summary>Its tables were made by a newer version, or changed by hand.</summary>
    Schema,

    /// <summary>The database did not take a setting that money depends on.</summary>
    Settings,

    /// <summary>It belongs to another tenant.</summary>
    WrongTenant,

    /// <summary>What is stored was read for another time zone, practice or EHR than the tenant file names now.</summary>
    WrongIdentity,
}

/// <summary>The store cannot be used. The message names the file and says what to do; it carries no patient data.</summary>
public sealed class StoreException(StoreFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong.</summary>
    public StoreFailure Failure { get; } = failure;
}
