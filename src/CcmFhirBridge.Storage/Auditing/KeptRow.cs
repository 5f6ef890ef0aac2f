using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Storage.Auditing;

/// <summary>A row of the trail as it is read.</summary>
internal sealed class KeptRow
{
    public long Seq { get; init; }

    public long At { get; init; }

    public string Kind { get; init; } = "";

    public string Agent { get; init; } = "";

    public string Action { get; init; } = "";

    public string Outcome { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Patients { get; init; } = "";

    public string Details { get; init; } = "";

    public byte[] Previous { get; init; } = [];

    public byte[] Hash { get; init; } = [];

    public AuditRow Row => new()
    {
        Sequence = Seq,
        At = At,
        Kind = Kind,
        Agent = Agent,
        Action = Action,
        Outcome = Outcome,
        Subject = Subject,
        Patients = Patients,
        Details = Details,
        Previous = Convert.ToHexStringLower(Previous),
        Hash = Convert.ToHexStringLower(Hash),
    };
}
