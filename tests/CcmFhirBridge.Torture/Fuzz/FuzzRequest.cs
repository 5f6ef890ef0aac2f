using System.Globalization;
using System.Text;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>What may come of a request.</summary>
internal enum FuzzEnd
{
    /// <summary>Anything that is in order.</summary>
    Any,

    /// <summary>A refusal: what it carries opens nothing there.</summary>
    Refused,
}

/// <summary>A request as its bytes.</summary>
/// <param name="Kind">What is tried.</param>
/// <param name="Method">Method.</param>
/// <param name="Target">Path and query as they stand in its first line.</param>
/// <param name="Head">Further headers, each with CR and LF behind it.</param>
/// <param name="Body">Body; null for none.</param>
internal sealed record FuzzRequest(string Kind, string Method, string Target, string Head, byte[]? Body)
{
    /// <summary>Mark of the practice whose data may be told; null where none may.</summary>
    public string? May { get; init; }

    public FuzzEnd End { get; init; }

    /// <summary>Whether it is HTTP to the letter.</summary>
    public bool IsHttp { get; init; } = true;

    /// <summary>Whether it is the service that answers and not the server below it, which takes no NUL in a path.</summary>
    public bool IsForService => IsHttp && !Target.Split('?')[0].Contains("%00", StringComparison.Ordinal);

    public byte[] Bytes
    {
        get
        {
            var length = Body is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
            return [.. Encoding.UTF8.GetBytes($"{Method} {Target} HTTP/1.1\r\nHost: bridge.example\r\nConnection: close\r\n{length}{Head}\r\n"), .. Body ?? []];
        }
    }

    /// <summary>For a person; what opens doors is left out.</summary>
    public override string ToString()
    {
        var text = Encoding.UTF8.GetString(Bytes);
        var secret = text.IndexOf("Bearer ", StringComparison.Ordinal);
        var end = secret < 0 ? -1 : text.IndexOf("\r\n", secret, StringComparison.Ordinal);
        return end < 0 ? text : $"{text[..(secret + "Bearer ".Length)]}…{text[end..]}";
    }
}
