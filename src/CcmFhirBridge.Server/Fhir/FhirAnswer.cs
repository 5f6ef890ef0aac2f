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
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    /// <summary>Writes a resource as the whole body; the status is what it was set to before.</summary>
    public static async Task WriteAsync(HttpContext http, Resource resource)
    {
        var isXml = FhirFormats.Wanted(http.Request) == FhirFormat.Xml;
        var bytes = isXml ? Encoding.UTF8.GetBytes(new FhirXmlSerializer().SerializeToString(resource)) : JsonSerializer.SerializeToUtf8Bytes(resource, Json);
        http.Response.ContentType = isXml ? FhirFormats.XmlType : FhirFormats.JsonType;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
