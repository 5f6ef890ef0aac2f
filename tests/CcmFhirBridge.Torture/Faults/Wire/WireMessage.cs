using System.Globalization;
using System.Text;

namespace CcmFhirBridge.Torture.Faults.Wire;

/// <summary>An HTTP/1.1 request or answer as its bytes.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="HeadLength">How many of them come before the body.</param>
internal sealed record WireMessage(ReadOnlyMemory<byte> Bytes, int HeadLength)
{
    private readonly string[] _lines = Encoding.ASCII.GetString(Bytes.Span[..HeadLength]).Split("\r\n");

    /// <summary>The body as it was framed.</summary>
    public ReadOnlyMemory<byte> Body => Bytes[HeadLength..];

    public string Method => _lines[0].Split(' ')[0];

    /// <summary>Path and query.</summary>
    public string Target => _lines[0].Split(' ')[1];

    /// <summary>Status of an answer.</summary>
    public int Status => int.Parse(_lines[0].Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Whether a request changes something in the EHR; a question for a token does not.</summary>
    public bool IsWrite => Method is "PUT" or "DELETE"
        || (Method == "POST" && !Target.StartsWith("/oauth/", StringComparison.Ordinal) && !Target.EndsWith("/_search", StringComparison.Ordinal));

    /// <summary>Value of a header; null when it is not there.</summary>
    public string? Header(string name) => _lines.Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    /// <summary>An answer of our own.</summary>
    public static WireMessage Answer(string status, string body, string headers = "")
    {
        var head = $"HTTP/1.1 {status}\r\nContent-Type: application/fhir+json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n";
        return new WireMessage(Encoding.UTF8.GetBytes(head + body), head.Length);
    }
}
