using System.Text.Json;

namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>Tells containers from resources by the top-level resourceType, in bytes that may be cut off.</summary>
internal static class ResourceKind
{
    public const string Bundle = "Bundle";
    public const string OperationOutcome = "OperationOutcome";
    public const string Other = "other";
    public const string Unknown = "unknown";

    public static string Of(ReadOnlySpan<byte> json)
    {
        // As nearly everybody writes it; a type that goes on behind these bytes is another one.
        if (json.StartsWith("{\"resourceType\":\""u8))
        {
            var type = json[17..];
            if (!type.StartsWith("Bundle"u8) && !type.StartsWith("OperationOutcome"u8) && type.Length > 16 && !type[..16].Contains((byte)'\\'))
                return Other;
        }

        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return Unknown;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("resourceType"u8);
                if (found)
                {
                    return !reader.Read() ? Unknown
                        : reader.TokenType != JsonTokenType.String ? Other
                        : reader.ValueTextEquals("Bundle"u8) ? Bundle
                        : reader.ValueTextEquals("OperationOutcome"u8) ? OperationOutcome
                        : Other;
                }

                if (!reader.Read() || !reader.TrySkip())
                    return Unknown;
            }
        }
        catch (JsonException)
        {
            return Unknown;
        }

        return Unknown;
    }
}
