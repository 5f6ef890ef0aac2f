using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using CcmFhirBridge.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Torture.Fuzz.Mistakes;

/// <summary>Careless layers around the endpoints.</summary>
internal static partial class CarelessAnswers
{
    private const string Cursor = "?" + PageCursor.Parameter + "=";

    private const string Said = "\"diagnostics\":\"";

    /// <summary>Seals whatever link it is given, as if it had been made here.</summary>
    public static async Task BelieveCursors(HttpContext http, RequestDelegate next)
    {
        if (http.Request.QueryString.Value is { } query && query.StartsWith(Cursor, StringComparison.Ordinal) && http.Request.RouteValues["tenant"] is string slug
            && Base64Url.IsValid(query.AsSpan(Cursor.Length)) && Base64Url.DecodeFromChars(query.AsSpan(Cursor.Length)) is { Length: > HMACSHA256.HashSizeInBytes } bytes
            && Encoding.UTF8.GetString(bytes.AsSpan(HMACSHA256.HashSizeInBytes)).Split('\n', 4) is [var type, var key, var id, var search])
        {
            await using var lent = await http.RequestServices.GetRequiredService<TenantDesks>().LendAsync(slug, http.RequestAborted);
            if (lent is not null)
            {
                var seal = new PageCursor(slug, await lent.Desk.Served.SecretAsync(PageCursor.Secret, http.RequestAborted));
                http.Request.QueryString = new QueryString(Cursor + seal.Write(type, search, new PagePosition(key, id)));
            }
        }

        await next(http);
    }

    /// <summary>Repeats the address in every refusal.</summary>
    public static Task Echo(HttpContext http, RequestDelegate next) => WithMoreInRefusals(http, next, static http => Uri.UnescapeDataString(http.Request.Path + http.Request.QueryString.Value));

    /// <summary>Tells where it stands in every refusal.</summary>
    public static Task TellStack(HttpContext http, RequestDelegate next) => WithMoreInRefusals(http, next, static _ => Environment.StackTrace);

    /// <summary>Logs the address.</summary>
    public static Task Log(HttpContext http, RequestDelegate next)
    {
        Asked(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("careless"), http.Request.Path + http.Request.QueryString.Value);
        return next(http);
    }

    /// <summary>Counts by address.</summary>
    public static void Measure(WebApplication app)
    {
        var counter = app.Services.GetRequiredService<IMeterFactory>().Create(BridgeMeter.Name).CreateCounter<long>("careless_requests");
        app.Use((HttpContext http, RequestDelegate next) =>
        {
            counter.Add(1, new KeyValuePair<string, object?>("address", http.Request.Path.Value));
            return next(http);
        });
    }

    private static async Task WithMoreInRefusals(HttpContext http, RequestDelegate next, Func<HttpContext, string> more)
    {
        var plain = http.Response.Body;
        using var kept = new MemoryStream();
        http.Response.Body = kept;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = plain;
        }

        var bytes = kept.ToArray();
        if (http.Response.StatusCode >= StatusCodes.Status400BadRequest && !http.Response.HasStarted)
        {
            bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(Said, Said + JsonEncodedText.Encode(more(http)), StringComparison.Ordinal));
            http.Response.ContentLength = bytes.Length;
        }

        await plain.WriteAsync(bytes, http.RequestAborted);
    }

    [LoggerMessage(9001, LogLevel.Warning, "asked for {Address}")]
    private static partial void Asked(ILogger log, string address);
}
