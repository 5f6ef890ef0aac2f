using System.Net;
using System.Text.Json;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>An answer of the tenants' FHIR endpoints in JSON.</summary>
internal sealed record FhirReply(HttpStatusCode Status, JsonElement Body, string? Location)
{
    public FhirReply ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body.ToString());
        return this;
    }

    /// <summary>Parameters, or parts of one, of a name.</summary>
    public static IReadOnlyList<JsonElement> Parts(JsonElement of, string name) =>
        of.TryGetProperty(of.TryGetProperty("resourceType", out _) ? "parameter" : "part", out var list)
            ? [.. list.EnumerateArray().Where(part => part.GetProperty("name").GetString() == name)]
            : [];

    public IReadOnlyList<JsonElement> Parts(string name) => Parts(Body, name);

    /// <summary>The value of the only parameter of a name, or of a part of the only one; null when there is none.</summary>
    public string? Value(params string[] path)
    {
        var at = Body;
        foreach (var name in path)
        {
            if (Parts(at, name) is not [var only])
                return null;
            at = only;
        }

        return Value(at);
    }

    /// <summary>A value as it is written; a reference by its address, money by its number.</summary>
    public static string Value(JsonElement part)
    {
        var value = part.EnumerateObject().Single(static member => member.Name.StartsWith("value", StringComparison.Ordinal)).Value;
        return value.ValueKind == JsonValueKind.String ? value.GetString()!
            : value.ValueKind != JsonValueKind.Object ? value.GetRawText()
            : value.TryGetProperty("reference", out var reference) ? reference.GetString()!
            : value.TryGetProperty("identifier", out var identifier) ? identifier.GetProperty("value").GetString()!
            : value.GetProperty("value").ToString();
    }

    /// <summary>What the OperationOutcome says is wrong, and where.</summary>
    public (string Message, string? Where) Issue
    {
        get
        {
            Body.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome", Body.ToString());
            var issue = Body.GetProperty("issue")[0];
            return (issue.GetProperty("diagnostics").GetString()!, issue.TryGetProperty("expression", out var where) ? where[0].GetString() : null);
        }
    }
}
