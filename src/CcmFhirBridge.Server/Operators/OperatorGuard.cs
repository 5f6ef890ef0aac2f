using CcmFhirBridge.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Operators;

/// <summary>
/// Keeps the status page, the metrics and what the health checks say of tenants to operators. Anybody may ask whether the process lives, and
/// orchestrators whether it is ready: they get the answer and no detail.
/// </summary>
internal static class OperatorGuard
{
    private static readonly object Item = new();

    public static IApplicationBuilder UseOperatorGuard(this IApplicationBuilder app, OperatorNetworks operators) => app.Use((context, next) =>
    {
        var isOperator = operators.Contains(context.Connection.RemoteIpAddress) && !context.Request.WasPassedOn();
        context.Items[Item] = isOperator;
        if (isOperator || context.GetEndpoint()?.Metadata.GetMetadata<OperatorsOnly>() is null)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("For operators only: from this machine, or from a network that 'ccm-bridge run --operators' names.", context.RequestAborted);
    });

    /// <summary>Whether the request comes from an operator.</summary>
    public static bool IsOperator(this HttpContext context) => context.Items[Item] is true;
}
