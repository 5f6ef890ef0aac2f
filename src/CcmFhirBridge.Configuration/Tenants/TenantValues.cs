using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>What is wrong with a value of the tenant file, in words; null when nothing is.</summary>
internal static class TenantValues
{
    private static readonly string[] ReservedSlugs =
        ["health", "metrics", "openapi", "console", "static", "api", "oauth", "well-known", "admin"];

    public static string? SlugProblem(string slug)
        => ReservedSlugs.Contains(slug) ? $"'{slug}' is reserved for the bridge's own addresses; choose another slug" : null;

    public static string? TimeZoneProblem(string zone)
    {
        if (PracticeTimeZone.TryFind(zone, out _))
            return null;
        var known = TimeZoneInfo.GetSystemTimeZones().Select(candidate => candidate.Id).ToList();
        // A system without its data still knows UTC.
        if (known.Count <= 1)
            return $"'{zone}' cannot be looked up: this system has no time zone data. Install the package tzdata";
        var nearest = NearestWord.Of(zone, known) ?? CityOf(zone, known);
        return nearest is null
            ? $"'{zone}' is not an IANA time zone; write one such as America/New_York"
            : $"'{zone}' is not an IANA time zone; did you mean '{nearest}'?";
    }

    // "New York" or "NewYork" alone is what people type.
    private static string? CityOf(string zone, IEnumerable<string> known)
    {
        var letters = LettersOf(zone);
        return letters.Length == 0
            ? null
            : known.FirstOrDefault(candidate => candidate.Contains('/') && LettersOf(candidate[(candidate.LastIndexOf('/') + 1)..]).Equals(letters, StringComparison.OrdinalIgnoreCase));
    }

    private static string LettersOf(string text) => string.Concat(text.Where(char.IsAsciiLetter));

    /// <summary>The check digit of an NPI is Luhn's over the prefix 80840 and the ten digits.</summary>
    public static string? NpiProblem(string npi)
    {
        const int PrefixSum = 24;
        var sum = PrefixSum;
        for (var position = 0; position < npi.Length; position++)
        {
            var digit = npi[position] - '0';
            if (position % 2 == 0)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0 ? null : $"'{npi}' is not an NPI (its check digit is wrong); compare it with the NPI registry";
    }

    public static string? BaseUrlProblem(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
            return "expected an absolute https URL such as https://ehr.example/fhir";
        if (uri.UserInfo.Length > 0)
            return "a user name or password does not belong into the URL; use 'auth'";
        return uri.Query.Length > 0 || uri.Fragment.Length > 0 || url.Contains('?') || url.Contains('#')
            ? "the base URL has no query and no fragment; remove what follows '?' or '#'"
            : null;
    }

    public static string? OriginProblem(string url)
    {
        if (BaseUrlProblem(url) is { } problem)
            return problem;
        var uri = new Uri(url);
        return uri.AbsolutePath != "/" ? $"an origin has no path; use '{uri.GetLeftPart(UriPartial.Authority)}'" : null;
    }

    public static bool IsInsecure(Uri url) => url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback;

    public static string? MonthProblem(string month) => ServiceMonth.TryParse(month, out _) ? null : "expected a month written YYYY-MM";

    public static TimeSpan Duration(string text)
    {
        var number = int.Parse(text.AsSpan(0, text.Length - 1), System.Globalization.CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(text[^1] switch { 's' => 1, 'm' => 60, _ => 3600 } * (long)number);
    }
}
