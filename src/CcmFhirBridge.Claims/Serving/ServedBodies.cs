using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Serving;

/// <summary>
/// Makes of a stored body what we serve: with id, version and state, with the status of this copy, with references to the EHR absolute and
/// those to resources of ours literal. Amounts keep the digits that they were stored with.
/// </summary>
public static class ServedBodies
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The served body in UTF-8.</summary>
    /// <param name="body">Body as it was planned.</param>
    /// <param name="form">How it is told.</param>
    /// <param name="ehr">FHIR base of the tenant's EHR, with or without a slash at its end.</param>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> body, ServedForm form, Uri ehr)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
            new Walk(writer, form, ehr.AbsoluteUri.TrimEnd('/') + "/", root.GetProperty("resourceType").GetString()!).Resource(root);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An instant to the last digit that it is stored with, so that a search from it does not find itself again.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string WhatIsFiled(ServedForm form)
    {
        var claim = form.RevisionIdentifier.Split('-')[0];
        return form.Output switch
        {
            FiledThrough.EhrClaim => $"Evidence only. What is filed is the Claim {claim} in the EHR.",
            FiledThrough.EhrCharge => $"Evidence only. What is filed is the ChargeItem {form.RevisionIdentifier} in the EHR.",
            FiledThrough.Bridge837 => $"Evidence only. What is filed is the 837P claim {claim} exported by CcmFhirBridge.",
            FiledThrough.BillingSystem => $"Evidence only. What is filed is the Claim {claim} that CcmFhirBridge serves beside it.",
            _ => "Evidence only. What is filed is another output.",
        };
    }

    private sealed class Walk(Utf8JsonWriter writer, ServedForm form, string ehr, string type)
    {
        private bool _noted;

        public void Resource(JsonElement root)
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", type);
            writer.WriteString("id", form.Id);
            Meta(root);
            foreach (var property in root.EnumerateObject())
                TopLevel(property);
            Note();
            writer.WriteEndObject();
        }

        private void TopLevel(JsonProperty property)
        {
            switch (property.Name)
            {
                case "resourceType" or "id" or "meta" or "note" or "text":
                    break;
                case "status":
                    writer.WriteString("status", type == "Claim" ? ServedStatus.OfClaim(form.State, form.Output) : ServedStatus.OfChargeItem(form.State));
                    break;
                case "supportingInformation":
                    Note();
                    goto default;
                default:
                    writer.WritePropertyName(property.Name);
                    Value(property.Value);
                    break;
            }
        }

        private void Meta(JsonElement root)
        {
            writer.WriteStartObject("meta");
            writer.WriteString("versionId", form.Version.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("lastUpdated", Instant(form.ChangedAt));
            if (root.TryGetProperty("meta", out var meta) && meta.TryGetProperty("profile", out var profile))
            {
                writer.WritePropertyName("profile");
                profile.WriteTo(writer);
            }

            writer.WriteStartArray("tag");
            writer.WriteStartObject();
            writer.WriteString("system", Canonicals.CcmLedgerState);
            writer.WriteString("code", ServedStatus.Word(form.State));
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        private void Note()
        {
            if (_noted || type != "ChargeItem")
                return;
            _noted = true;
            writer.WriteStartArray("note");
            writer.WriteStartObject();
            writer.WriteString("text", WhatIsFiled(form));
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        private void Value(JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    writer.WriteStartObject();
                    if (OfOurs(value) is { } ours)
                        writer.WriteString("reference", ours);
                    foreach (var property in value.EnumerateObject())
                    {
                        writer.WritePropertyName(property.Name);
                        if (property.NameEquals("reference") && property.Value.ValueKind == JsonValueKind.String)
                            writer.WriteStringValue(Absolute(property.Value.GetString()!));
                        else
                            Value(property.Value);
                    }

                    writer.WriteEndObject();
                    break;
                case JsonValueKind.Array:
                    writer.WriteStartArray();
                    foreach (var item in value.EnumerateArray())
                        Value(item);
                    writer.WriteEndArray();
                    break;
                default:
                    value.WriteTo(writer);
                    break;
            }
        }

        private string Absolute(string reference) =>
            reference.Length == 0 || reference[0] is '#' or '/' || reference.Contains(':', StringComparison.Ordinal) ? reference : ehr + reference;

        // What is named by a revision identifier of ours is served here, under it.
        private static string? OfOurs(JsonElement reference)
        {
            if (reference.TryGetProperty("reference", out _) || !reference.TryGetProperty("identifier", out var identifier) || identifier.ValueKind != JsonValueKind.Object
                || !identifier.TryGetProperty("system", out var system) || !identifier.TryGetProperty("value", out var value))
            {
                return null;
            }

            var type = system.ValueEquals(Canonicals.ClaimRevisionIdentifier) ? "Claim" : system.ValueEquals(Canonicals.ChargeRevisionIdentifier) ? "ChargeItem" : null;
            return type is null ? null : $"{type}/{ServedForm.IdOf(value.GetString()!)}";
        }
    }
}
