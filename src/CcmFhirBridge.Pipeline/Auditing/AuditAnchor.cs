using System.Text.Json;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>
/// A signed head: at that instant the chain ended with that row. The chain alone does not show that its end was cut off or that all of it
/// was written anew; an anchor that lies elsewhere does.
/// </summary>
/// <param name="Sequence">Sequence of the row.</param>
/// <param name="Hash">Its hash, lower-case hex.</param>
/// <param name="At">When it was signed.</param>
/// <param name="Key">Id of the key.</param>
/// <param name="Signature">Over <see cref="ToBeSigned"/>, base64.</param>
public sealed record AuditAnchor(long Sequence, string Hash, DateTimeOffset At, string Key, string Signature)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The bytes that the signature is over.</summary>
    public static byte[] ToBeSigned(string tenant, long sequence, string hash, DateTimeOffset at) =>
        new AuditDigest().Add("ccm-fhir-bridge/anchor/v1").Add(tenant).Add(sequence).Add(hash).Add(at.UtcTicks).ToArray();

    /// <summary>One line of JSON.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, s_json);

    /// <summary>The anchor of a line; null when it is none, as where a process died in the middle of one.</summary>
    public static AuditAnchor? OfLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditAnchor>(line, s_json) is { Hash: not null, Key: not null, Signature: not null } anchor ? anchor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
