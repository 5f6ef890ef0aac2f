using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Storage.Tests;

/// <summary>Where a behaviour suite gets its stores from: one database that outlives each opener.</summary>
public interface IStoreFactory : IAsyncDisposable
{
    /// <summary>Slug of the tenant whose stores it opens.</summary>
    string Tenant { get; }

    FakeTimeProvider Time { get; }

    Task<SqlTenantStore> OpenAsync();

    /// <summary>Changes the database beside the bridge, as somebody with a tool would; <c>@tenant</c> is the tenant, <c>@value</c> what is given.</summary>
    Task TamperAsync(string sql, object? value = null);

    /// <summary>The same where the database refuses it for everybody who does not know better; several statements are one change.</summary>
    Task TamperAppendOnlyAsync(string table, string sql, object? value = null);
}
