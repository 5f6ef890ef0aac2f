namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>Which rows of the trail are asked for; what is null is not asked.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Since">Rows of that instant and later.</param>
/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
public sealed record AuditFilter(string? Patient = null, DateTimeOffset? Since = null, string? Kind = null)
{
    public static AuditFilter Everything { get; } = new();
}
