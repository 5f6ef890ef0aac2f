namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>A value of a reference parameter.</summary>
/// <param name="Base">Address that it stands under, without a slash at its end; null when it is relative.</param>
/// <param name="Type">FHIR type; null when only an id is given.</param>
/// <param name="Id">Logical id.</param>
/// <remarks>Source: R4 search, reference.</remarks>
internal sealed record ReferenceValue(string? Base, string? Type, string Id)
{
    /// <summary>Reads <c>id</c>, <c>Type/id</c> or an absolute address.</summary>
    /// <param name="text">The value.</param>
    /// <param name="type">Type that a modifier of the parameter names, or null.</param>
    /// <param name="parameter">Name of the parameter.</param>
    /// <exception cref="FhirProblem">400: it is none of these.</exception>
    public static ReferenceValue Parse(string text, string? type, string parameter)
    {
        var parts = SearchText.Unescape(text, parameter).Split('/');
        return parts switch
        {
            [{ Length: > 0 } id] => new ReferenceValue(null, type, id),
            [{ Length: > 0 } named, { Length: > 0 } id] when type is null || type == named => new ReferenceValue(null, named, id),
            ["http:" or "https:", "", _, .., { Length: > 0 } named, { Length: > 0 } id] when type is null || type == named =>
                new ReferenceValue(string.Join('/', parts[..^2]), named, id),
            _ => throw FhirProblem.Invalid("A reference is written as id, Type/id or the absolute address of a resource.", parameter),
        };
    }
}
