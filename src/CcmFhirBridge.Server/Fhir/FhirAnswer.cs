using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>Writes resources in the format that was asked for: JSON unless XML is preferred.</summary>
internal static class FhirAnswer
{
    private static readonly JsonSerializerOptions s_json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);
    private static readonly JsonSerializerOptions s_prettyJson = new JsonSerializerOptions { WriteIndented = true }.ForFhir(ModelInfo.ModelInspector);

    /// <summary>Writes a resource as the whole body; the status is what it was set to before.</summary>
    public static Task WriteAsync(HttpContext http, Resource resource)
    {
        var isPretty = FhirFormats.IsPretty(http.Request);
        return FhirFormats.Wanted(http.Request) == FhirFormat.Xml
            ? SendAsync(http, FhirFormats.XmlType, Encoding.UTF8.GetBytes(new FhirXmlSerializer().SerializeToString(resource, isPretty)))
            : SendAsync(http, FhirFormats.JsonType, JsonSerializer.SerializeToUtf8Bytes(resource, isPretty ? s_prettyJson : s_json));
    }

    /// <summary>Writes a resource that is JSON already; nothing of it is read unless another format is asked for.</summary>
    public static Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> json)
    {
        if (FhirFormats.Wanted(http.Request) == FhirFormat.Json && !FhirFormats.IsPretty(http.Request))
            return SendAsync(http, FhirFormats.JsonType, json);
        var reader = new Utf8JsonReader(json.Span);
        return WriteAsync(http, FhirJsonDeserializer.OSTRICH.DeserializeResource(ref reader));
    }

    private static async Task SendAsync(HttpContext http, string type, ReadOnlyMemory<byte> bytes)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
