namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>A value of a token parameter.</summary>
/// <param name="System">System that is asked for; empty: none at all; null: any.</param>
/// <param name="Code">Code that is asked for; null: any of the system.</param>
/// <remarks>Source: R4 search, token.</remarks>
internal sealed record TokenValue(string? System, string? Code)
{
    /// <summary>Reads <c>code</c>, <c>system|code</c>, <c>|code</c> or <c>system|</c>.</summary>
    /// <exception cref="FhirProblem">400: it is none of these.</exception>
    public static TokenValue Parse(string text, string parameter)
    {
        var parts = SearchText.Split(text, '|').ConvertAll(part => SearchText.Unescape(part, parameter));
        return parts switch
        {
            [{ Length: > 0 } code] => new TokenValue(null, code),
            [var system, var code] when system.Length + code.Length > 0 => new TokenValue(system, code.Length == 0 ? null : code),
            _ => throw FhirProblem.Invalid("A token is written as code, system|code, |code or system|.", parameter),
        };
    }

    /// <summary>Whether a system fits what is asked for.</summary>
    public bool IsOf(string system) => System is null || System == system;
}
