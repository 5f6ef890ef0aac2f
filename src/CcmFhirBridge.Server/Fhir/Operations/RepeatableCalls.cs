using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Pipeline.Calls;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>The header <c>Idempotency-Key</c>: what is sent again under the same key is done once.</summary>
internal static class RepeatableCalls
{
    public const string Header = "Idempotency-Key";

    private const int Longest = 255;

    /// <summary>The call under its key; null where the client gave none.</summary>
    /// <param name="call">The call.</param>
    /// <param name="content">Everything that was asked, whatever the order in which it was written.</param>
    /// <exception cref="FhirProblem">400: the key is empty, too long, or comes twice.</exception>
    public static RepeatableCall? Of(TenantCall call, params ReadOnlySpan<string?> content)
    {
        if (call.Http.Request.Headers[Header] is not { Count: > 0 } keys)
            return null;
        if (keys is not [{ Length: > 0 and <= Longest } key] || !key.All(static letter => letter is > ' ' and < (char)127))
            throw FhirProblem.Invalid($"{Header} is one text of 1 to {Longest} visible ASCII characters.");
        return new RepeatableCall(call.Caller.ClientId, key, Hash(content));
    }

    /// <summary>A hash over texts that tells apart where each ends.</summary>
    public static string Hash(params ReadOnlySpan<string?> content)
    {
        var text = new StringBuilder();
        foreach (var part in content)
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static FhirProblem Mismatch() => new(
        Microsoft.AspNetCore.Http.StatusCodes.Status422UnprocessableEntity, Hl7.Fhir.Model.OperationOutcome.IssueType.BusinessRule,
        $"This {Header} was used before for a call with another content. Use a new key for a new call.");
}
