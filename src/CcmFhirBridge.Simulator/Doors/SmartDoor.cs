using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Simulator.Doors;

/// <summary>
/// An authorization server for backend services in front of the simulated EHR (SMART App Launch 2, Backend Services). It is written from
/// the specification with nothing but the framework's cryptography, so that client and server cannot share a mistake.
/// </summary>
public sealed class SmartDoor(DoorOptions options, TimeProvider time, string basePath)
{
    private const string TokenPath = "/oauth/token";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Grant> _grants = new(StringComparer.Ordinal);
    private readonly AssertionCheck _assertions = new(options, time);
    private int _given;

    /// <summary>Tokens given so far.</summary>
    public int TokensGiven => _given;

    /// <summary>Scopes that the client may have at most from the next token on; null for whatever it asks.</summary>
    public string? Grants { get; set; } = options.Grants;

    /// <summary>Token requests that are answered 400 without a word from now on.</summary>
    public int BareRefusals { get; set; }

    /// <summary>Forgets every token, as an EHR does that restarts.</summary>
    public void Revoke()
    {
        lock (_gate)
            _grants.Clear();
    }

    /// <summary>Answers what the door itself answers; false when the request may go on to FHIR.</summary>
    internal async Task<bool> HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path == basePath + "/.well-known/smart-configuration")
            return await AnswerAsync(http, 200, Configuration(Origin(http)));
        if (path == TokenPath)
            return await GiveAsync(http);
        if (path == basePath + "/metadata" || !path.StartsWith(basePath, StringComparison.Ordinal))
            return false;
        return Refusal(http) is { } status && await AnswerAsync(http, status, Outcome(status));
    }

    private JsonObject Configuration(string origin) => new()
    {
        ["token_endpoint"] = origin + TokenPath,
        ["grant_types_supported"] = new JsonArray("client_credentials"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray(options.PublicKeys is null ? "client_secret_post" : "private_key_jwt"),
        ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("RS384", "ES384"),
        ["capabilities"] = new JsonArray("client-confidential-asymmetric", options.OldScopes ? "permission-v1" : "permission-v2"),
    };

    private async Task<bool> GiveAsync(HttpContext http)
    {
        if (BareRefusals > 0)
        {
            BareRefusals--;
            http.Response.StatusCode = 400;
            return true;
        }

        if (http.Request.Method != "POST" || !http.Request.HasFormContentType)
            return await AnswerAsync(http, 400, Error("invalid_request"));
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != "client_credentials")
            return await AnswerAsync(http, 400, Error("unsupported_grant_type"));
        var known = options.PublicKeys is null
            ? options.Secret is { } secret && form["client_id"] == options.ClientId && form["client_secret"] == secret
            : form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                && _assertions.IsGood(form["client_assertion"].ToString(), Origin(http) + TokenPath);
        if (!known)
            return await AnswerAsync(http, 400, Error("invalid_client"));
        var asked = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var most = Grants?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] granted = most is null ? asked : asked.Length == 0 ? most : [.. asked.Select(scope => Narrowed(scope, most)).OfType<string>()];
        if (asked.Length > 0 && granted.Length == 0)
            return await AnswerAsync(http, 400, Error("invalid_scope"));
        return await AnswerAsync(http, 200, new JsonObject
        {
            ["access_token"] = Give(granted),
            ["token_type"] = "bearer",
            ["expires_in"] = (long)options.TokenLife.TotalSeconds,
            ["scope"] = string.Join(' ', granted),
        });
    }

    private string Give(string[] scopes)
    {
        lock (_gate)
        {
            var token = string.Create(CultureInfo.InvariantCulture, $"token-{++_given}");
            _grants[token] = new Grant(time.GetUtcNow() + options.TokenLife, scopes);
            return token;
        }
    }

    private int? Refusal(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal))
            return 401;
        Grant? grant;
        lock (_gate)
            grant = _grants.GetValueOrDefault(header["Bearer ".Length..]);
        if (grant is null || grant.Until <= time.GetUtcNow())
            return 401;
        var type = (http.Request.Path.Value ?? "")[basePath.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        var isWrite = http.Request.Method is "PUT" or "POST" && !http.Request.Path.Value!.EndsWith("/_search", StringComparison.Ordinal);
        // A next page was promised to who might see the first one, and its address says no type.
        if (type.Length == 0 && !isWrite)
            return null;
        return grant.Scopes.Length == 0 || grant.Scopes.Any(scope => Allows(scope, type, isWrite)) ? null : 403;
    }

    private static bool Allows(string scope, string type, bool isWrite)
    {
        var parts = scope.Split('/', '.');
        if (parts is not ["system", var subject, var permission] || (subject != "*" && subject != type))
            return false;
        return permission is "*" || (isWrite ? permission is "write" || permission.Contains('c') : permission is "read" || permission.Contains('r') || permission.Contains('s'));
    }

    // Version 2 lets a server grant a part of the letters; of version 1 a scope is granted or not.
    private static string? Narrowed(string asked, string[] most)
    {
        if (most.Contains(asked))
            return asked;
        var type = asked[..(asked.LastIndexOf('.') + 1)];
        var letters = most.Where(scope => scope.StartsWith(type, StringComparison.Ordinal)).SelectMany(scope => scope[type.Length..]).Intersect(asked[type.Length..]);
        return string.Concat(letters) is { Length: > 0 } granted ? type + granted : null;
    }

    private static string Origin(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    private static JsonObject Error(string code) => new() { ["error"] = code };

    private static JsonObject Outcome(int status) => JsonNode.Parse(Json.Outcome("error", status == 401 ? "login" : "forbidden", "No token, or none for this."))!.AsObject();

    private async Task<bool> AnswerAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Date = (time.GetUtcNow() + options.ClockAhead).ToString("R", CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "no-store";
        if (status == 401)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        http.Response.ContentType = status is 401 or 403 ? "application/fhir+json" : "application/json";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), http.RequestAborted);
        return true;
    }

    private sealed record Grant(DateTimeOffset Until, string[] Scopes);
}
