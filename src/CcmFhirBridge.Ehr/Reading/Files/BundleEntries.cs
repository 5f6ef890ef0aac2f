using System.Text;
using System.Text.Json;

namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>Takes Bundle entries apart: a resource is the bytes between its braces.</summary>
internal sealed class BundleEntries(IResourceSink sink)
{
    /// <summary>Reads a whole Bundle that is in memory.</summary>
    public void Read(ReadOnlySpan<byte> bundle, string file, long place)
    {
        try
        {
            var reader = new Utf8JsonReader(bundle);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isEntry = reader.ValueTextEquals("entry"u8);
                reader.Read();
                if (!isEntry || reader.TokenType != JsonTokenType.StartArray)
                {
                    reader.Skip();
                    continue;
                }

                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    OnEntry(bundle[start..(int)reader.BytesConsumed], file, place);
                }
            }
        }
        catch (JsonException)
        {
            sink.OnProblem(new InputProblem(file, place, InputProblems.FileCutOff, "The Bundle is not well-formed JSON or is cut off. Entries after the break are not read."));
        }
    }

    /// <summary>Reads one entry.</summary>
    public void OnEntry(ReadOnlySpan<byte> entry, string file, long place)
    {
        var reader = new Utf8JsonReader(entry);
        ReadOnlySpan<byte> resource = default;
        ReadOnlySpan<byte> fullUrl = default;
        string? deleted = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            NoResource(file, place);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isResource = reader.ValueTextEquals("resource"u8);
            var isUrl = reader.ValueTextEquals("fullUrl"u8);
            var isRequest = reader.ValueTextEquals("request"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isUrl && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
                fullUrl = reader.ValueSpan;
            if (isRequest && reader.TokenType == JsonTokenType.StartObject)
                deleted = Deletion(ref reader);
            else
                reader.Skip();
            if (isResource && reader.TokenType == JsonTokenType.EndObject)
                resource = entry[start..(int)reader.BytesConsumed];
        }

        if (!resource.IsEmpty)
            OnResource(resource, fullUrl, file, place);
        else if (deleted is not null)
            sink.OnDeleted(deleted, file, place);
        else
            NoResource(file, place);
    }

    private void OnResource(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> fullUrl, string file, long place)
    {
        switch (ResourceKind.Of(resource))
        {
            case ResourceKind.Bundle:
                Read(resource, file, place);
                break;
            case ResourceKind.OperationOutcome:
                sink.OnOutcome(file, place);
                break;
            default:
                sink.OnResource(resource, file, place, fullUrl);
                break;
        }
    }

    private void NoResource(string file, long place) => sink.OnProblem(new InputProblem(
        file, place, InputProblems.EntryWithoutResource, "The Bundle entry holds no resource. It is passed over."));

    private static string? Deletion(ref Utf8JsonReader reader)
    {
        var isDelete = false;
        string? url = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMethod = reader.ValueTextEquals("method"u8);
            var isUrl = reader.ValueTextEquals("url"u8);
            reader.Read();
            if (isMethod && reader.TokenType == JsonTokenType.String)
                isDelete = reader.ValueTextEquals("DELETE"u8);
            else if (isUrl && reader.TokenType == JsonTokenType.String)
                url = Encoding.UTF8.GetString(reader.ValueSpan);
            else
                reader.Skip();
        }

        return isDelete && url?.Contains('?', StringComparison.Ordinal) == false ? url : null;
    }
}
