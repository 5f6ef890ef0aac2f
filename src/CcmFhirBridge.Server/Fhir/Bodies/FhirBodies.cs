using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CcmFhirBridge.Server.Fhir.Bodies;

/// <summary>
/// Reads what a client sends. Everything that could cost time or memory is refused from the bytes alone, before an object is made of them; no
/// refusal repeats anything of the body but the names of elements that FHIR knows.
/// </summary>
internal static class FhirBodies
{
    /// <summary>Most bytes of a body.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Most objects and arrays, or elements, inside each other.</summary>
    public const int MostDepth = 64;

    // Firely: "An object needs to have at least one property."
    private const string EmptyObject = "JSON120";

    // Firely: "Empty FHIR elements are invalid."
    private const string EmptyElement = "PVAL129";

    private static readonly FhirJsonDeserializer s_json = new(new DeserializerSettings().UsingMode(DeserializationMode.Strict));
    private static readonly FhirXmlDeserializer s_xml = new(new DeserializerSettings().UsingMode(DeserializationMode.Strict));

    /// <summary>The resource in the body; null when there is no body.</summary>
    /// <exception cref="FhirProblem">415 for another content than FHIR in UTF-8, 413 for too much of it, 400 for anything else that is wrong.</exception>
    public static async Task<Resource?> ReadAsync(HttpContext http)
    {
        var bytes = await ReadBytesAsync(http);
        if (bytes.IsEmpty)
            return null;
        var format = FormatOf(http.Request);
        CheckText(bytes.Span);
        return format == FhirFormat.Json ? ReadJson(bytes.Span) : ReadXml(bytes.Span);
    }

    private static Resource ReadJson(ReadOnlySpan<byte> bytes)
    {
        JsonScan.Check(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            s_json.TryDeserializeResource(ref reader, out var resource, out var issues);
            return Whole(resource, issues);
        }
        catch (Exception wrong) when (IsOfContent(wrong))
        {
            throw NotFhir(null);
        }
    }

    private static Resource ReadXml(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        XmlScan.Check(text);
        using var reader = XmlScan.Open(text);
        try
        {
            s_xml.TryDeserializeResource(reader, out var resource, out var issues);
            return Whole(resource, issues);
        }
        catch (Exception wrong) when (IsOfContent(wrong))
        {
            throw NotFhir(null);
        }
    }

    // What the parser throws beside the issues that it lists: the body is its only input.
    private static bool IsOfContent(Exception wrong) => wrong is DeserializationFailedException or CodedException or JsonException or System.Xml.XmlException or FormatException
        or InvalidOperationException or ArgumentException or IndexOutOfRangeException or NotSupportedException;

    private static Resource Whole(Resource? resource, IEnumerable<CodedException> issues)
    {
        // Parameters without a parameter are how a call without any is written.
        var issue = issues.FirstOrDefault(issue => resource is not Parameters { Parameter.Count: 0 } || issue is not ExtendedCodedException { ErrorCode: EmptyObject or EmptyElement, InstancePath: "$this" or "Parameters" });
        return issue is null && resource is not null ? resource : throw NotFhir((issue as ExtendedCodedException)?.InstancePath);
    }

    private static FhirProblem NotFhir(string? path) =>
        FhirProblem.Invalid("The body is not a valid FHIR R4 resource. Compare the element that is named with the specification.", path);

    private static FhirFormat FormatOf(HttpRequest request)
    {
        if (!request.Headers.ContentEncoding.All(static encoding => string.IsNullOrEmpty(encoding) || encoding == "identity"))
            throw Unsupported("A compressed body is not taken; send it as it is.");
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw Unsupported("Say what the body is: Content-Type application/fhir+json or application/fhir+xml.");
        if (type.Charset.HasValue && !StringSegment.Equals(type.Charset.Value.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase))
            throw Unsupported("FHIR is written in UTF-8 only.");
        return FhirFormats.Of(type.MediaType.ToString().ToLowerInvariant()) is { } format && type.MediaType.Value!.Contains('/')
            ? format
            : throw Unsupported("The body is neither application/fhir+json nor application/fhir+xml.");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpContext http)
    {
        if (http.Request.ContentLength is > MostBytes)
            throw TooLarge();
        var body = new ArrayBufferWriter<byte>();
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (body.WrittenCount + read.Buffer.Length > MostBytes)
                throw TooLarge();
            foreach (var part in read.Buffer)
                body.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return body.WrittenMemory;
        }
    }

    private static void CheckText(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..] or [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            throw FhirProblem.Invalid("The body begins with a byte order mark; FHIR is written in UTF-8 without one.");
        if (bytes.Contains((byte)0))
            throw FhirProblem.Invalid("The body holds a NUL, which no FHIR text may.");
        if (!Utf8.IsValid(bytes))
            throw FhirProblem.Invalid("The body is not valid UTF-8.");
    }

    private static FhirProblem TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, OperationOutcome.IssueType.TooLong, $"The body is larger than {MostBytes >> 10} KiB.");

    private static FhirProblem Unsupported(string message) => new(StatusCodes.Status415UnsupportedMediaType, OperationOutcome.IssueType.NotSupported, message);
}
