using System.Text;

namespace CcmFhirBridge.Torture.Fuzz.Requests;

/// <summary>Makes the request of a number.</summary>
/// <param name="tenants">What the clients know.</param>
/// <param name="now">The clock of the service.</param>
internal sealed class RequestMaker(IReadOnlyList<KnownTenant> tenants, TimeProvider now)
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";

    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X-Y"];

    private static readonly string[] s_types =
    [
        "application/fhir+json", "application/json", "application/fhir+xml", "application/xml", "text/xml", "text/html", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/fhir+json; charset=utf-16", "application/fhir+json; fhirVersion=3.0", "*/*", "application/json-patch+json", "", ";", "application/fhir+json; charset=\"", "image/png",
    ];

    // Where a path that is written otherwise would lead, if somebody took it for the plain one.
    private static readonly string[] s_paths =
    [
        "/{a}/fhir/../../{b}/fhir/Claim", "/{a}/../{b}/fhir/Claim", "/{a}%2f..%2f{b}/fhir/Claim", "/{a}/fhir/%2e%2e/%2e%2e/{b}/fhir/Claim", "/{a};{b}/fhir/Claim", "/{A}/fhir/Claim", "/{a}./fhir/Claim", "/{a}%20/fhir/Claim",
        "//{a}/fhir/Claim", "/{a}//fhir//Claim", "/{a}/FHIR/Claim", "/{a}/fhir/claim", "/{a}/fhir/Claim/", "/{a}/fhir/Claim/{claim}/", "/{a}/fhir/Claim/..", "/{a}/fhir/Claim/{claim}/_history/0", "/{a}/fhir/Claim/{claim}/_history/-1",
        "/{a}/fhir/Claim/{claim}/_history/99999999999999999999", "/{a}/fhir/Claim/{claim}/_history/1%00", "/{a}/fhir/Claim/%00", "/{a}%00/fhir/Claim", "/{a}/fhir/Claim/%c0%ae", "/{a}/fhir/Claim/%ff", "/{a}/fhir/Claim/%", "/{a}/fhir/Claim/%zz",
        "/{a}\\..\\{b}/fhir/Claim", "/{a}%5c..%5c{b}/fhir/Claim", "/{a}/fhir/Claim/%0d%0aX-Y:%20z", "/{a}/fhir/Claim/{claim}%0d%0a", "/{a}/fhir", "/{a}/fhir/", "/{a}", "/", "/{a}/fhir/metadata", "/{a}/fhir/.well-known/smart-configuration",
        "/{a}/jwks.json", "/health/live", "/health/ready", "/openapi.json", "/metrics", "/%6detrics", "/{a}/fhir/$ccm-plan", "/{a}/fhir/_history", "/{a}/fhir/_search", "/{a}/oauth/token", "/{a}/fhir/Patient/{patient}",
        "/{a}/fhir/Encounter/{patient}", "/{a}/fhir/AuditEvent", "/{a}/fhir/Group", "http://evil.example/{a}/fhir/Claim", "/{a}/fhir/Claim#x", "*", "/{a}/fhir/Patient/{patient}/$everything", "/{a}/fhir/Claim/{claim}?_format=xml&_pretty=true",
    ];

    private static readonly string[] s_headers =
    [
        "Prefer: handling=strict", "Prefer: respond-async", "Accept: application/fhir+xml", "Accept: text/html", "Accept: */*;q=0", "Accept: ,,,", "If-None-Match: W/\"1\"", "If-None-Match: *", "If-Match: W/\"9\"", "If-Modified-Since: x",
        "X-Tenant: {b}", "X-Forwarded-Host: evil.example", "X-Original-URL: /{b}/fhir/Claim", "X-HTTP-Method-Override: DELETE", "Content-Encoding: gzip", "Expect: 100-continue", "Range: bytes=0-1", "Origin: https://evil.example",
        "If-None-Exist: identifier={text}", "Idempotency-Key: {text}", "Cookie: a=b", "Accept-Encoding: gzip, br", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "baggage: patient={text}", "X-Request-Id: {text}",
    ];

    public FuzzRequest Make(int seed, int number)
    {
        var dice = new RequestDice(seed, number);
        var at = dice.Below(tenants.Count);
        var (own, other) = (tenants[at], tenants[(at + 1 + dice.Below(tenants.Count - 1)) % tenants.Count]);
        var request = dice.Below(100) switch
        {
            < 20 => Search(dice, own, own),
            < 30 => Search(dice, own, other),
            < 37 => Read(dice, own, other),
            < 46 => Page(dice, own, other),
            < 62 => new OperationRequests(dice, own, other).Make(),
            < 70 => Bundle(dice, own, other),
            < 80 => Path(dice, own, other),
            < 90 => Token(dice, own, other),
            _ => Assertion(dice, own, other),
        };
        return dice.Chance(15) ? request with { Head = request.Head + Filled(dice, dice.One(s_headers), own, other) + "\r\n" } : request;
    }

    /// <summary>The header that lets the client of a tenant in.</summary>
    internal static string Bearer(KnownTenant tenant) => $"Authorization: Bearer {tenant.Token}\r\n";

    private static FuzzRequest Search(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var type = dice.One("Claim Claim Claim ChargeItem ChargeItem Group Patient");
        var query = new SearchWords(dice, own, other).Query();
        var target = $"/{own.Slug}/fhir/{type}";
        var kind = own == other ? "search" : "search-of-other";
        return dice.Chance(25)
            ? new FuzzRequest(kind, "POST", target + "/_search", Bearer(own) + Form, Encoding.UTF8.GetBytes(query)) { May = own.Practice.Mark }
            : new FuzzRequest(kind, dice.Chance(5) ? "HEAD" : "GET", Trimmed($"{target}?{query}"), Bearer(own), null) { May = own.Practice.Mark };
    }

    private static FuzzRequest Read(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var isOther = dice.Chance(50);
        var whose = isOther ? other : own;
        var (type, id) = dice.Chance(50) ? ("Claim", dice.One(whose.Claims)) : ("ChargeItem", dice.One(whose.Charges));
        var below = dice.One(new[] { "", "", "/_history", "/_history/1", "/_history/2" });
        return new FuzzRequest("read", dice.Chance(5) ? "HEAD" : "GET", $"/{own.Slug}/fhir/{type}/{id}{below}{(dice.Chance(20) ? "?_format=xml" : "")}", Bearer(own), null)
        {
            May = own.Practice.Mark,
            End = isOther ? FuzzEnd.Refused : FuzzEnd.Any,
        };
    }

    private static FuzzRequest Page(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var (type, cursor) = dice.One(own.Cursors);
        var (_, foreign) = dice.One(other.Cursors.Where(each => each.Type == type).ToList());
        var (carried, end) = dice.Below(6) switch
        {
            0 => (cursor, FuzzEnd.Any),
            1 or 2 => (foreign, FuzzEnd.Refused),
            3 => (Flipped(dice, cursor), FuzzEnd.Refused),
            4 => (dice.Escaped(dice.Text()), FuzzEnd.Refused),
            _ => (cursor + "&" + new SearchWords(dice, own, other).Query(), FuzzEnd.Any),
        };
        return new FuzzRequest("page", "GET", Trimmed($"/{own.Slug}/fhir/{type}?_page={carried}"), Bearer(own), null) { May = own.Practice.Mark, End = end };
    }

    // Another of the letters that such a text has, so that only its seal tells. The last of them may hold bits that nobody reads.
    private static string Flipped(RequestDice dice, string cursor)
    {
        var at = dice.Below(cursor.Length - 1);
        return cursor[..at] + (cursor[at] == 'A' ? 'B' : 'A') + cursor[(at + 1)..];
    }

    private static FuzzRequest Bundle(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var body = BodyWords.Resource(dice, own, other);
        var target = dice.One(new[] { "", "/Claim", "/Claim/" + dice.One(own.Claims), "/ChargeItem", "/Patient/" + dice.One(own.Practice.Patients), "/Claim/_search", "/Bundle", "/Encounter" });
        return new FuzzRequest("resource", dice.One("POST POST PUT PATCH DELETE"), $"/{own.Slug}/fhir{target}", $"{Bearer(own)}Content-Type: {dice.One(s_types)}\r\n", body) { May = own.Practice.Mark };
    }

    private static FuzzRequest Path(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var path = Filled(dice, dice.One(s_paths), own, other);
        if (dice.Chance(25))
            path = dice.Changed(path).Replace(" ", "%20", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var method = dice.Chance(60) ? "GET" : dice.One(s_methods);
        return new FuzzRequest("path", method, Trimmed(path), Bearer(own) + (dice.Chance(20) ? "X-Forwarded-For: 203.0.113.9\r\n" : ""), null) { May = own.Practice.Mark, IsHttp = false };
    }

    private static FuzzRequest Token(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var target = dice.One(new[]
        {
            "Claim", "Claim/" + dice.One(own.Claims), "ChargeItem?_count=5", "Claim?patient=" + dice.One(own.Practice.Patients), $"Patient/{dice.One(own.Practice.Patients)}/$ccm-status", "$ccm-plan?month=2026-04",
        });
        var (head, query) = dice.Below(9) switch
        {
            0 => ("", ""),
            1 or 2 or 3 => (Bearer(other), ""),
            4 => ($"Authorization: Bearer {own.Expired}\r\n", ""),
            5 => ($"Authorization: Bearer {Flipped(dice, own.Token)}\r\n", ""),
            6 => ($"Authorization: {Line(dice.Text())}\r\n", ""),
            7 => ("", (target.Contains('?') ? "&" : "?") + "access_token=" + own.Token),
            _ => ($"Authorization: Bearer {own.Slug}{other.Token[other.Slug.Length..]}\r\n", ""),
        };
        return new FuzzRequest("token", "GET", $"/{own.Slug}/fhir/{target}{query}", head, null) { End = FuzzEnd.Refused };
    }

    private FuzzRequest Assertion(RequestDice dice, KnownTenant own, KnownTenant other)
    {
        var signer = dice.Chance(70) ? own : other;
        var form = FuzzClient.Form(signer.Client.Assertion(now.GetUtcNow(), FuzzedService.Root));
        var isWhole = dice.Chance(20);
        if (!isWhole)
            form = dice.Chance(50) ? dice.Changed(form) : form[..(form.LastIndexOf('.') + 1)] + dice.Escaped(dice.Text());
        return new FuzzRequest("assertion", "POST", $"/{own.Slug}/oauth/token", dice.Chance(90) ? Form : $"Content-Type: {dice.One(s_types)}\r\n", Encoding.UTF8.GetBytes(form))
        {
            End = signer == own ? FuzzEnd.Any : FuzzEnd.Refused,
        };
    }

    private static string Filled(RequestDice dice, string text, KnownTenant own, KnownTenant other) => text
        .Replace("{a}", own.Slug, StringComparison.Ordinal).Replace("{A}", own.Slug.ToUpperInvariant(), StringComparison.Ordinal).Replace("{b}", other.Slug, StringComparison.Ordinal)
        .Replace("{claim}", dice.One(dice.Chance(50) ? own.Claims : other.Claims), StringComparison.Ordinal)
        .Replace("{patient}", dice.One(dice.Chance(50) ? own.Practice.Patients : other.Practice.Patients), StringComparison.Ordinal)
        .Replace("{text}", Line(dice.Text()), StringComparison.Ordinal);

    // A value of a header: whoever writes one with a line break writes another request.
    private static string Line(string text) => new([.. text.Where(static letter => letter is >= ' ' and < '\u007f')]);

    // A first line longer than this is the server's own business, and it is asked about in the paths.
    private static string Trimmed(string target) => target.Length <= 7_000 ? target : target[..7_000].TrimEnd('%', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F');
}
