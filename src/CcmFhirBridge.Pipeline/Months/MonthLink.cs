using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>One link of a month's chain as it is kept: append-only.</summary>
/// <param name="Month">Service month.</param>
/// <param name="Previous">Seal of the link before; null for the first.</param>
/// <param name="Seal">SHA-256 over the previous seal and the body, lower-case hex.</param>
/// <param name="Body">What it says, in UTF-8 (<see cref="MonthEventJson"/>).</param>
public sealed record MonthLink(ServiceMonth Month, string? Previous, string Seal, ReadOnlyMemory<byte> Body)
{
    /// <summary>The next link of a chain.</summary>
    public static MonthLink Of(ServiceMonth month, string? previous, MonthEvent said)
    {
        var body = MonthEventJson.ToUtf8(said);
        return new MonthLink(month, previous, SealOf(month, previous, body), body);
    }

    /// <summary>Whether the seal is the one of what the link holds.</summary>
    public bool IsWhole => Seal == SealOf(Month, Previous, Body.Span);

    private static string SealOf(ServiceMonth month, string? previous, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"v1|{month}|{previous}|"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
