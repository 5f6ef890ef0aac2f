using CcmFhirBridge.Testing.Postgres;

namespace CcmFhirBridge.Torture;

/// <summary>The stores that an attack goes over.</summary>
/// <param name="All">Which ones, in turn.</param>
/// <param name="Server">The PostgreSQL server of those that need one.</param>
internal sealed record AttackStores(IReadOnlyList<AttackStore> All, string? Server)
{
    public const string Both = "both";

    /// <summary>What <c>--store</c> can say.</summary>
    public static string[] Words { get; } = [Both, "sqlite", "postgres"];

    /// <summary>What <c>--store</c> says for one of them.</summary>
    public static string WordOf(AttackStore store) => store == AttackStore.Sqlite ? "sqlite" : "postgres";

    /// <summary>The stores that a word names.</summary>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL here.</exception>
    public static AttackStores Parse(string word)
    {
        IReadOnlyList<AttackStore> all = word switch
        {
            "sqlite" => [AttackStore.Sqlite],
            "postgres" => [AttackStore.Postgres],
            _ => [AttackStore.Sqlite, AttackStore.Postgres],
        };
        return all.Contains(AttackStore.Postgres)
            ? new(all, PostgresServer.Shared ?? throw new InvalidOperationException(PostgresServer.Missing + " Or leave it out with --store sqlite."))
            : new(all, null);
    }
}
