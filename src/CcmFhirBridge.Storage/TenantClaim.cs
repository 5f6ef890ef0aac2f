using System.Data.Common;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using Dapper;

namespace CcmFhirBridge.Storage;

/// <summary>What a store was begun for, and that it stays with it.</summary>
internal static class TenantClaim
{
    public static void Tenant(DbConnection connection, string tenant, DbTransaction? transaction = null) => connection.Execute(
        "INSERT INTO setting (tenant, name, value) VALUES (@tenant, 'tenant', @tenant) ON CONFLICT (tenant, name) DO NOTHING", new { tenant }, transaction);

    /// <summary>
    /// What is stored was read from this EHR, for this practice, and cut into months by this zone; the first tenant file to state them
    /// settles them.
    /// </summary>
    /// <exception cref="StoreException">The tenant file states another one now.</exception>
    public static void Identity(DbConnection connection, string place, string tenant, TenantIdentity identity, DbTransaction? transaction = null)
    {
        foreach (var (key, value) in identity.Parts)
        {
            var name = "identity." + key;
            connection.Execute(
                "INSERT INTO setting (tenant, name, value) VALUES (@tenant, @name, @value) ON CONFLICT (tenant, name) DO NOTHING",
                new { tenant, name, value }, transaction);
            var stored = connection.QueryFirst<string>(
                "SELECT value FROM setting WHERE tenant = @tenant AND name = @name", new { tenant, name }, transaction);
            if (stored != value)
            {
                throw new StoreException(StoreFailure.WrongIdentity,
                    $"{place} was read and billed with another '{key}' than the tenant file states now. Put the old value back; for another practice, zone or EHR make a new tenant with another slug and a firstMonth that '{tenant}' has not billed.");
            }
        }
    }
}
