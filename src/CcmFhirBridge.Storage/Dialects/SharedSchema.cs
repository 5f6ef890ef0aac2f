namespace CcmFhirBridge.Storage.Dialects;

/// <summary>
/// Tells Dapper that all databases of one kind have the same tables: what it compiles for a statement serves every tenant, where each
/// tenant's file would otherwise cost a thousand compiled methods of its own.
/// </summary>
internal sealed class SharedSchema : IEqualityComparer<string>
{
    public bool Equals(string? x, string? y) => Kind(x).SequenceEqual(Kind(y));

    public int GetHashCode(string obj) => string.GetHashCode(Kind(obj), StringComparison.Ordinal);

    // A connection string begins with a word that only one kind of database uses.
    private static ReadOnlySpan<char> Kind(string? connection) => connection.AsSpan(0, Math.Max(0, connection?.IndexOf('=') ?? 0));
}
