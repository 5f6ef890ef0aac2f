using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace CcmFhirBridge.Server.Door.Tokens;

/// <summary>The form of a token request.</summary>
/// <param name="Assertion">The client's assertion.</param>
/// <param name="Scope">What is asked for; empty when nothing is.</param>
/// <param name="ClientId">The client's id where it is sent beside the assertion.</param>
internal sealed record TokenForm(string Assertion, string Scope, string? ClientId)
{
    /// <summary>Most bytes of a request.</summary>
    public const int LongestBody = 16 * 1024;

    private const string FormType = "application/x-www-form-urlencoded";
    private const string ClientCredentials = "client_credentials";
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int MostFields = 32;

    /// <summary>Reads the form.</summary>
    /// <exception cref="OAuthProblem">It is none that brings a token.</exception>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<TokenForm> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LongestBody;
        if (http.Request.ContentLength > LongestBody)
            throw new BadHttpRequestException("The request is too large.", StatusCodes.Status413PayloadTooLarge);
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase))
            throw OAuthProblem.InvalidRequest($"Send a form as {FormType}.");
        // A token that is asked for in the address would be in every log on the way.
        if (http.Request.QueryString.HasValue)
            throw OAuthProblem.InvalidRequest("Send everything in the form, nothing in the address.");
        var fields = await FieldsAsync(http);
        if (One(fields, "grant_type") is not { } grant)
            throw OAuthProblem.InvalidRequest("grant_type is missing.");
        if (grant != ClientCredentials)
            throw new OAuthProblem("unsupported_grant_type", $"Only {ClientCredentials} is known here.");
        if (One(fields, "client_assertion_type") != JwtBearer || One(fields, "client_assertion") is not { Length: > 0 } assertion)
            throw OAuthProblem.InvalidClient();
        return new TokenForm(assertion, One(fields, "scope") ?? "", One(fields, "client_id"));
    }

    private static async Task<IFormCollection> FieldsAsync(HttpContext http)
    {
        try
        {
            var options = new FormOptions { BufferBody = false, ValueCountLimit = MostFields, KeyLengthLimit = LongestBody, ValueLengthLimit = LongestBody };
            return await new FormFeature(http.Request, options).ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw OAuthProblem.InvalidRequest("The form cannot be read.");
        }
    }

    private static string? One(IFormCollection fields, string name) => fields[name] switch
    {
        [] => null,
        [var only] => only,
        _ => throw OAuthProblem.InvalidRequest($"{name} is sent more than once."),
    };
}
