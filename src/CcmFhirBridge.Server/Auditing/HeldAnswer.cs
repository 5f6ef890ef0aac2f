using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Auditing;

/// <summary>
/// Keeps an answer back until it is let go, so that what is found out after it was written can still take its place. Answers are pages of a
/// bounded size.
/// </summary>
internal sealed class HeldAnswer : IDisposable
{
    private readonly HttpContext _http;
    private readonly Stream _body;
    private readonly MemoryStream _held = new();
    private readonly HashSet<string> _headers;

    public HeldAnswer(HttpContext http)
    {
        _http = http;
        _body = http.Response.Body;
        _headers = new HashSet<string>(http.Response.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        http.Response.Body = _held;
    }

    /// <summary>Forgets what was written.</summary>
    public void DiscardBody() => _held.SetLength(0);

    /// <summary>Forgets what was written, and the headers that came with it.</summary>
    public void Discard()
    {
        DiscardBody();
        foreach (var header in _http.Response.Headers.Keys.Where(header => !_headers.Contains(header)).ToList())
            _http.Response.Headers.Remove(header);
    }

    /// <summary>Lets the answer leave.</summary>
    public async Task LetGoAsync()
    {
        _http.Response.Body = _body;
        _held.Position = 0;
        await _held.CopyToAsync(_body, _http.RequestAborted);
    }

    public void Dispose()
    {
        _http.Response.Body = _body;
        _held.Dispose();
    }
}
