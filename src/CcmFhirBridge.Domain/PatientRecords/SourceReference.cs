namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>Reference and version of the resource that a fact came from.</summary>
/// <param name="Type">Resource type, such as <c>Encounter</c>.</param>
/// <param name="Id">Logical id in the EHR, never interpreted.</param>
/// <param name="Version">Version that was read, or null where the EHR has none.</param>
public readonly record struct SourceReference(string Type, string Id, string? Version = null) : IComparable<SourceReference>
{
    /// <summary>How the ids of Encounters begin that were logged here (<c>$log-time</c>); the EHR has none of them.</summary>
    public const string LoggedPrefix = "ccm-log-";

    /// <summary>Whether the resource was logged here and is not in the EHR.</summary>
    public bool IsLoggedHere => Type == "Encounter" && Id.StartsWith(LoggedPrefix, StringComparison.Ordinal);

    /// <summary><c>Type/id</c>, without the version.</summary>
    public string Key => $"{Type}/{Id}";

    /// <summary>Whether <paramref name="key"/> is <see cref="Key"/>, which is not put together for it.</summary>
    internal bool HasKey(string key) => key.Length == Type.Length + 1 + Id.Length && key[Type.Length] == '/'
        && key.StartsWith(Type, StringComparison.Ordinal) && key.EndsWith(Id, StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(SourceReference other)
    {
        var byType = string.CompareOrdinal(Type, other.Type);
        if (byType != 0)
            return byType;
        var byId = string.CompareOrdinal(Id, other.Id);
        return byId != 0 ? byId : string.CompareOrdinal(Version, other.Version);
    }

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(SourceReference left, SourceReference right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(SourceReference left, SourceReference right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> equals <paramref name="right"/> or sorts before it.</summary>
    public static bool operator <=(SourceReference left, SourceReference right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> equals <paramref name="right"/> or sorts after it.</summary>
    public static bool operator >=(SourceReference left, SourceReference right) => left.CompareTo(right) >= 0;

    /// <summary><c>Type/id/_history/version</c>, or <c>Type/id</c> where there is no version.</summary>
    public override string ToString() => Version is null ? Key : $"{Type}/{Id}/_history/{Version}";
}
