using System.Globalization;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>Reads instants as FHIR writes them.</summary>
internal static class InstantText
{
    private static readonly Regex s_form = new(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>The instant in UTC; null for a date without a time, a time without an offset, a leap second, and whatever is no instant.</summary>
    public static DateTimeOffset? Read(string? text) =>
        text is not null && s_form.IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant.ToUniversalTime()
            : null;
}
