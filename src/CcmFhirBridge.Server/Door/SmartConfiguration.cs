using System.Text.Json.Nodes;
using CcmFhirBridge.Server.Fhir;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Server.Door;

/// <summary>Maps what SMART App Launch has a server say of itself: where tokens come from, for whom, and for what.</summary>
internal static class SmartConfiguration
{
    public static void MapSmartConfiguration(this TenantRoutes routes, PublicAddress address) =>
        routes.MapOpen(HttpMethods.Get, "/.well-known/smart-configuration", (http, desk) =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            return http.Response.WriteAsync(Text(address.TokenEndpoint(desk.Tenant)), http.RequestAborted);
        });

    private static string Text(string tokenEndpoint) => new JsonObject
    {
        ["token_endpoint"] = tokenEndpoint,
        ["grant_types_supported"] = new JsonArray("client_credentials"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
        ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray(SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha384),
        ["scopes_supported"] = new JsonArray([.. OfferedScopes.All.ToString().Split(' ').Select(static scope => JsonValue.Create(scope))]),
        // The specification demands the member of every server, of one without an authorization endpoint too.
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["capabilities"] = new JsonArray("client-confidential-asymmetric", "permission-v1", "permission-v2"),
    }.ToJsonString();
}
