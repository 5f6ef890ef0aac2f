using System.Text.Json;
using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>
/// Cuts a Bundle into its resources in one pass without building anything.
/// </summary>
internal static class SearchsetScanner
{
    /// <summary>Entries that a page may have, whatever was asked for: with all that is kept of each, more would be felt by the other practices.</summary>
    public const int MostEntries = 100_000;

    // The scanner does not recurse, so depth costs it a bit a level; the mapping judges how deep a resource may be.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1 << 20 };

    /// <summary>The page; its slices live as long as the bytes.</summary>
    /// <exception cref="JsonException">The bytes are no JSON object, or end too early.</exception>
    public static SearchsetPage Scan(ReadOnlyMemory<byte> json)
    {
        var page = new SearchsetPage();
        var reader = new Utf8JsonReader(json.Span, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An object was expected.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("resourceType"u8))
                page.ResourceType = Text(ref reader) ?? "";
            else if (reader.ValueTextEquals("type"u8))
                page.BundleType = Text(ref reader);
            else if (reader.ValueTextEquals("total"u8))
                page.Total = Number(ref reader);
            else if (reader.ValueTextEquals("link"u8))
                Links(ref reader, page);
            else if (reader.ValueTextEquals("entry"u8))
                Entries(ref reader, json, page);
            else
                reader.Skip();
        }

        // Reading on finds bytes behind the object.
        reader.Read();
        if (page.ResourceType == "OperationOutcome")
            page.Issues.AddRange(OutcomeIssues.Read(json) ?? []);
        return page;
    }

    private static void Links(ref Utf8JsonReader reader, SearchsetPage page)
    {
        if (!StartsArray(ref reader))
            return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            string? relation = null, url = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("relation"u8))
                    relation = Text(ref reader);
                else if (reader.ValueTextEquals("url"u8))
                    url = Text(ref reader);
                else
                    reader.Skip();
            }

            if (relation == "next")
                page.Next = url;
            else if (relation == "self")
                page.Self = url;
        }
    }

    private static void Entries(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, SearchsetPage page)
    {
        if (!StartsArray(ref reader))
            return;
        for (var position = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; position++)
        {
            if (position == MostEntries)
            {
                page.HasTooManyEntries = true;
                return;
            }

            if (Resource(ref reader, json) is not { } resource)
                page.EmptyEntries.Add(position);
            else if (IsOutcome(resource.Span))
                page.Issues.AddRange(OutcomeIssues.Read(resource) ?? []);
            else
                page.Resources.Add(resource);
        }
    }

    private static ReadOnlyMemory<byte>? Resource(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        ReadOnlyMemory<byte>? resource = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("resource"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            var start = checked((int)reader.TokenStartIndex);
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isObject)
                resource = json[start..checked((int)reader.BytesConsumed)];
        }

        return resource;
    }

    // By its type, not by search.mode: some EHRs leave the mode out.
    private static bool IsOutcome(ReadOnlySpan<byte> resource)
    {
        var reader = new Utf8JsonReader(resource, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("resourceType"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("OperationOutcome"u8);
        }

        return false;
    }

    private static bool StartsArray(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            return true;
        reader.Skip();
        return false;
    }

    private static long? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var number) ? number : null;
        reader.Skip();
        return null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }
}
