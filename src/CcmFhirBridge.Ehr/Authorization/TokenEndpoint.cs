using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>Asks for tokens by client credentials (RFC 6749 section 4.4). No secret, assertion or token is ever part of a message.</summary>
internal sealed class TokenEndpoint(EhrTransport transport, EhrFailures failures, IClientCredential credential, Uri? configured, TimeProvider time)
{
    private const string Asked = "token request";

    // Some EHRs refuse now and then without a word, and mean nothing by it; who really refuses says why.
    private const int BareRefusals = 2;
    private static readonly TimeSpan s_afterBareRefusal = TimeSpan.FromSeconds(1);

    // It goes into the header of every request, and servers take no longer ones.
    private const int LongestToken = 16 * 1024;

    private static readonly TimeSpan LifeWhenUnsaid = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private readonly SmartDiscovery _discovery = new(transport, failures);
    private AuthorizationServer? _found;

    /// <summary>The endpoint: configured, or as the EHR describes itself, which is asked once.</summary>
    public async Task<AuthorizationServer> FindAsync(CancellationToken cancellation)
    {
        _found ??= configured is null ? await _discovery.RequiredAsync(cancellation) : await _discovery.ConfiguredAsync(configured, cancellation);
        transport.TokenEndpoint = _found.Token;
        return _found;
    }

    /// <summary>A fresh token.</summary>
    /// <exception cref="EhrException">The endpoint gives none; the message says why and what to look at.</exception>
    public async Task<AccessToken> AskAsync(AuthorizationServer server, ImmutableArray<string> scopes, CancellationToken cancellation)
    {
        try
        {
            // Each attempt carries an assertion of its own: a server that saw the first would refuse a second use.
            for (var attempt = 1; ; attempt++)
            {
                using var answer = await transport.Reading.ExecuteAsync(
                    (state, token) => transport.OnceAsync(Request(state, scopes), token), server, cancellation);
                if (attempt > BareRefusals || !IsBare(answer))
                    return Read(answer);
                await Task.Delay(s_afterBareRefusal * attempt, time, cancellation);
            }
        }
        catch (Exception failure) when (failure is EhrException || EhrGateway.IsTransport(failure))
        {
            // The EHR may have moved its endpoint.
            _found = null;
            throw failures.Of(failure, Asked, configured is null ? "the token_endpoint that the EHR publishes" : "ehr.auth.tokenUrl");
        }
    }

    private EhrRequest Request(AuthorizationServer server, ImmutableArray<string> scopes)
    {
        var proof = credential.Prove(server);
        var fields = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (!scopes.IsEmpty)
            fields.Add(new("scope", string.Join(' ', scopes)));
        fields.AddRange(proof.Fields);
        var form = string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));
        return new EhrRequest(HttpMethod.Post, server.Token)
        {
            Body = Encoding.ASCII.GetBytes(form),
            ContentType = EhrRequest.Form,
            Accept = "application/json",
            Authorization = proof.Header,
        };
    }

    private static bool IsBare(EhrAnswer answer) => answer.Status == HttpStatusCode.BadRequest && AnswerForms.Of(answer) == AnswerForm.Empty;

    private AccessToken Read(EhrAnswer answer)
    {
        if (!answer.IsSuccess)
            throw Refused(answer);
        if (AnswerForms.Of(answer) is not AnswerForm.Json)
            throw failures.Failure(EhrFailure.Protocol, Asked, "the answer is no JSON; look at ehr.auth.tokenUrl");
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var token = document.RootElement;
            if (token.Text("access_token") is not { Length: > 0 and <= LongestToken } value || value.Any(c => c is <= ' ' or > '~'))
                throw failures.Failure(EhrFailure.Protocol, Asked, "the answer holds no usable access_token; look at ehr.auth.tokenUrl");
            if (token.Text("token_type") is { } type && !type.Equals("bearer", StringComparison.OrdinalIgnoreCase))
                throw failures.Failure(EhrFailure.Protocol, Asked, "the token is no bearer token, which is the only type that SMART knows");
            return new AccessToken(new("Bearer", value), LifeOf(token), Scopes(token));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw failures.Failure(EhrFailure.Protocol, Asked, "the answer is not readable JSON; look at ehr.auth.tokenUrl", broken);
        }
    }

    // Some servers write the number as a text.
    private static TimeSpan LifeOf(JsonElement token)
    {
        if (!token.TryGetProperty("expires_in", out var life))
            return LifeWhenUnsaid;
        var seconds = life.ValueKind switch
        {
            JsonValueKind.Number when life.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(life.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
            _ => (long)LifeWhenUnsaid.TotalSeconds,
        };
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, (long)LongestLife.TotalSeconds));
    }

    private static ImmutableArray<string>? Scopes(JsonElement token) =>
        token.Text("scope") is { } scope ? [.. scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)] : null;

    private EhrException Refused(EhrAnswer answer)
    {
        var code = ErrorOf(answer);
        var said = $"HTTP {(int)answer.Status}{(code is null ? "" : $" ({code})")}";
        return code switch
        {
            "invalid_client" => failures.Failure(EhrFailure.Unauthorized, Asked, $"{said}: the EHR does not accept who we say we are; look at {credential.Setting}{SkewWords(answer)}"),
            "invalid_scope" => failures.Failure(EhrFailure.Forbidden, Asked, $"{said}: the EHR does not give the scopes that were asked for; name those it gives in ehr.auth.scopes"),
            "unauthorized_client" or "unsupported_grant_type" =>
                failures.Failure(EhrFailure.Forbidden, Asked, $"{said}: the client is not registered for backend services; ask who runs the EHR"),
            "invalid_grant" or "invalid_request" => failures.Failure(EhrFailure.Unauthorized, Asked, $"{said}: the EHR refuses the request; look at {credential.Setting} and at ehr.auth.tokenUrl{SkewWords(answer)}"),
            _ when (int)answer.Status is 401 or 403 => failures.Failure(EhrFailure.Unauthorized, Asked, $"{said}: the EHR does not accept who we say we are; look at {credential.Setting}{SkewWords(answer)}"),
            _ when (int)answer.Status is 404 or 405 => failures.Failure(EhrFailure.NotFound, Asked, $"{said}: there is no token endpoint; look at ehr.auth.tokenUrl"),
            _ when (int)answer.Status is 429 => failures.Failure(EhrFailure.Throttled, Asked, $"{said} for longer than we wait; lower ehr.limits.perMinute"),
            _ when (int)answer.Status >= 500 => failures.Failure(EhrFailure.ServerError, Asked, $"{said} for longer than we retry; ask who runs the EHR"),
            _ => failures.Failure(EhrFailure.Protocol, Asked, $"{said}: the token endpoint refuses the request; look at ehr.auth"),
        };
    }

    // An assertion of the right client is refused too when its times look wrong.
    private string SkewWords(EhrAnswer answer)
    {
        if (answer.Date is not { } date || (date - time.GetUtcNow()).Duration() is var skew && skew <= Skew)
            return "";
        return $". The EHR's clock and this machine's differ by {(long)skew.TotalMinutes} minutes: set the wrong one right first";
    }

    // Only words of RFC 6749 are repeated; a description could hold anything.
    private static string? ErrorOf(EhrAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.Text("error") is
                "invalid_client" or "invalid_scope" or "unauthorized_client" or "unsupported_grant_type" or "invalid_grant" or "invalid_request"
                ? document.RootElement.Text("error")
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
