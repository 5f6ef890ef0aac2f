using System.Diagnostics.CodeAnalysis;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// The addresses that a tenant's requests may go to: its base URL and its allowed origins, compared as parsed scheme, host, port and
/// whole path segments. A string prefix would let <c>https://ehr.example.attacker.com</c> pass for <c>https://ehr.example</c>.
/// </summary>
internal sealed class PinnedOrigins
{
    private readonly Uri _base;
    private readonly string _basePath;
    private readonly Uri[] _pinned;

    public PinnedOrigins(Uri baseUrl, IEnumerable<Uri> allowedOrigins)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        _pinned = [Checked(baseUrl, "ehr.baseUrl"), .. allowedOrigins.Select(origin => Checked(origin, "ehr.allowedOrigins"))];
        _base = baseUrl;
        _basePath = baseUrl.AbsolutePath.TrimEnd('/');
    }

    /// <summary>Scheme, host and port of the base, for messages.</summary>
    public string Server => _base.GetLeftPart(UriPartial.Authority);

    /// <summary>The base itself, where transactions go.</summary>
    public Uri Base => _base;

    /// <summary>Path prefix of the base, without a trailing slash.</summary>
    public string BasePath => _basePath;

    /// <summary>An address below the base; <paramref name="relative"/> is ours and already escaped.</summary>
    public Uri Below(string relative) => Verbatim(Server + _basePath + "/" + relative);

    /// <summary>
    /// The address that a link of the EHR means, its path and query unchanged to the byte; false when it leads outside, or is none.
    /// </summary>
    /// <param name="link">As written in a Bundle or a header.</param>
    /// <param name="current">Address of the answer that carried it.</param>
    /// <param name="resolved">The address.</param>
    public bool TryResolve(string link, Uri current, [NotNullWhen(true)] out Uri? resolved)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(current);
        resolved = null;
        if (link.Length == 0 || link.Contains('\\') || link.Any(char.IsControl) || !Uri.TryCreate(Absolute(link, current), UriKind.Absolute, out _))
            return false;
        var candidate = Verbatim(Absolute(link, current));
        if (!IsPinned(candidate))
            return false;
        resolved = candidate;
        return true;
    }

    /// <summary>Whether a request may go there.</summary>
    public bool IsPinned(Uri address) =>
        address.IsAbsoluteUri
        && address.UserInfo.Length == 0
        && !HasDotSegments(address.AbsolutePath)
        && Array.Exists(_pinned, pin => SameOrigin(pin, address) && IsBelow(pin.AbsolutePath, address.AbsolutePath));

    /// <summary>Whether an address is on the base's origin or on an allowed one, whatever its path.</summary>
    public bool IsKnownOrigin(Uri address) => address.IsAbsoluteUri && Array.Exists(_pinned, pin => SameOrigin(pin, address));

    /// <summary>The part of a pinned address behind the base path, such as <c>Claim/1/_history/2</c>; null when it is not below the base.</summary>
    public string? RelativeToBase(Uri address) =>
        SameOrigin(_base, address) && IsBelow(_base.AbsolutePath, address.AbsolutePath) && address.AbsolutePath.Length > _basePath.Length
            ? address.AbsolutePath[(_basePath.Length + 1)..]
            : null;

    // Never new Uri(base, link): an absolute or protocol-relative link would replace the host without a word.
    private string Absolute(string link, Uri current)
    {
        if (link.StartsWith("//", StringComparison.Ordinal))
            return _base.Scheme + ":" + link;
        if (HasScheme(link))
            return link;
        if (link[0] == '?')
            return current.GetLeftPart(UriPartial.Authority) + current.AbsolutePath + link;
        if (link[0] != '/')
            return Server + _basePath + "/" + link;
        // Some servers write links from the host's root, others from the FHIR base (Canvas).
        return IsBelow(_basePath, PathOf(link)) ? Server + link : Server + _basePath + link;
    }

    private static string PathOf(string link) => link.Split('?', '#')[0];

    private static bool HasScheme(string link)
    {
        var end = link.AsSpan().IndexOfAny(":/?#");
        return end > 0 && link[end] == ':';
    }

    private static bool SameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string prefix, string path)
    {
        prefix = prefix.TrimEnd('/');
        return path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
    }

    // An unchanged path is not normalised by us, so the server would climb out of the prefix for us.
    private static bool HasDotSegments(string path) =>
        Uri.UnescapeDataString(path).Split('/', '\\').Any(segment => segment is "." or "..");

    // A cursor is opaque: '+', '%2B' and '|' must reach the server as it wrote them.
    private static Uri Verbatim(string address) => address.All(c => c is > ' ' and < (char)0x7F)
        ? new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        : new Uri(address, UriKind.Absolute);

    private static Uri Checked(Uri address, string setting) =>
        address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new ArgumentException($"{setting} must be an http or https address without user, query or fragment.", nameof(address));
}
