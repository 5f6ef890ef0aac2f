using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Storage.Connections;
using CcmFhirBridge.Storage.Dialects;
using CcmFhirBridge.Storage.Migrations;
using CcmFhirBridge.Storage.Resources;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage;

/// <summary>One tenant in one SQLite file.</summary>
public sealed class SqliteTenantStore : SqlTenantStore
{
    /// <summary>Where every holder of the lease works: a lock beside the file excludes all of them.</summary>
    public const string HolderPlace = "file";

    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    // EROFS.
    private const int ReadOnlyDisk = 30;

    private SqliteTenantStore(string tenant, string path, SqliteConnection writer, SqliteDialect dialect, TimeProvider time)
        : base(tenant, path, new SqliteConnections(Connect(path), writer, dialect), dialect, time)
    {
    }

    /// <summary>Opens the tenant's file, makes it where it is missing, and brings its tables forward.</summary>
    /// <exception cref="StoreException">It cannot be used; the message says what to do.</exception>
    /// <param name="path">The file.</param>
    /// <param name="tenant">Slug of the tenant.</param>
    /// <param name="time">The clock.</param>
    /// <param name="identity">What the tenant file states now: refused when the file was begun with another one. Null: not asked.</param>
    public static SqliteTenantStore Open(string path, string tenant, TimeProvider time, TenantIdentity? identity = null)
    {
        path = Path.GetFullPath(path);
        MakeFile(path);
        var dialect = new SqliteDialect();
        var writer = new SqliteConnection(Connect(path));
        try
        {
            writer.Open();
            dialect.Configure(writer, writer: true);
            Migrator.Migrate(writer, dialect, Schema.Migrations, time.GetUtcNow());
            ClaimFile(writer, path, tenant);
            if (identity is not null)
                TenantClaim.Identity(writer, path, tenant, identity);
            return new SqliteTenantStore(tenant, path, writer, dialect, time);
        }
        catch (SqliteException error)
        {
            writer.Dispose();
            throw dialect.Translate(error, path) ?? new StoreException(StoreFailure.CannotOpen, $"{path} cannot be opened: {error.Message}", error);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private protected override PageTables TablesOf(Session session) => new SqlitePageTables(session, Tenant);

    private static string Connect(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWrite,
        Pooling = false,
        DefaultTimeout = 5,
    }.ToString();

    private static void MakeFile(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                using var made = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                return;
            }

            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, OwnerOnlyFolder);
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                UnixCreateMode = OwnerOnlyFile,
            };
            using (new FileStream(path, options))
            {
            }

            File.SetUnixFileMode(path, File.GetUnixFileMode(path) & OwnerOnlyFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var failure = error.HResult == ReadOnlyDisk || (error is UnauthorizedAccessException && File.Exists(path)) ? StoreFailure.ReadOnly : StoreFailure.CannotOpen;
            throw new StoreException(failure, $"{path} cannot be made or written. Check that its folder exists on a disk that is mounted writable and that this user may write there.", error);
        }
    }

    private static void ClaimFile(SqliteConnection writer, string path, string tenant)
    {
        var owner = writer.QueryFirstOrDefault<string>("SELECT tenant FROM setting WHERE name = 'tenant'");
        if (owner is not null && owner != tenant)
            throw new StoreException(StoreFailure.WrongTenant, $"{path} belongs to tenant '{owner}', not to '{tenant}'. Give '{tenant}' a file of its own.");
        TenantClaim.Tenant(writer, tenant);
    }
}
