using System.Globalization;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage.Serving;

/// <summary>An entry as its columns tell it to those who ask over FHIR.</summary>
internal sealed class ServedRow
{
    public const string Columns = """
        e.code AS Code, e.revision_identifier AS RevisionIdentifier, e.subject AS Subject, e.state AS State, e.filed_through AS FiledThrough, e.body AS Body,
        e.version AS Version, e.changed_at AS ChangedAt, e.created_at AS CreatedAt, e.occurs_from AS OccursFrom
        """;

    public string Code { get; init; } = "";

    public string RevisionIdentifier { get; init; } = "";

    public string Subject { get; init; } = "";

    public string State { get; init; } = "";

    public string? FiledThrough { get; init; }

    public byte[] Body { get; init; } = [];

    public long Version { get; init; }

    public long ChangedAt { get; init; }

    public long CreatedAt { get; init; }

    public string OccursFrom { get; init; } = "";

    public ServedEntry ToEntry() => new()
    {
        Code = Code.Length == 0 ? null : Code,
        RevisionIdentifier = RevisionIdentifier,
        Subject = Subject,
        State = Words.Parse<LedgerState>(State),
        FiledThrough = FiledThrough is null ? null : Words.Parse<FiledThrough>(FiledThrough),
        Body = RawBody.Unpack(Body),
        Version = Version,
        ChangedAt = new DateTimeOffset(ChangedAt, TimeSpan.Zero),
        CreatedAt = new DateTimeOffset(CreatedAt, TimeSpan.Zero),
        OccursFrom = DateOnly.ParseExact(OccursFrom, "yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
