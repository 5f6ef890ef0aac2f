namespace CcmFhirBridge.Ehr.Connection;

/// <summary>What the body of an answer looks like.</summary>
internal enum AnswerForm
{
    /// <summary>A JSON object, as far as its first byte and its content type tell.</summary>
    Json,

    /// <summary>Nothing, or only white space.</summary>
    Empty,

    /// <summary>A page for people.</summary>
    Html,

    /// <summary>Another content type, or bytes that are no JSON object.</summary>
    Other,

    /// <summary>More bytes than we take.</summary>
    TooLong,
}

/// <summary>Tells the form of an answer before anything parses it.</summary>
internal static class AnswerForms
{
    public static AnswerForm Of(EhrAnswer answer)
    {
        if (answer.TooLong)
            return AnswerForm.TooLong;
        var text = answer.Body.Span.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
            return AnswerForm.Empty;
        if (answer.MediaType is "text/html" or "application/xhtml+xml" || StartsLikeHtml(text))
            return AnswerForm.Html;
        return text[0] == (byte)'{' && IsJson(answer.MediaType) ? AnswerForm.Json : AnswerForm.Other;
    }

    // A missing content type is no lie; a wrong one is.
    private static bool IsJson(string? mediaType) =>
        mediaType is null or "application/json" or "text/json" or "application/json+fhir"
        || mediaType.EndsWith("+json", StringComparison.Ordinal);

    private static bool StartsLikeHtml(ReadOnlySpan<byte> text) =>
        StartsWith(text, "<!doctype html"u8) || StartsWith(text, "<html"u8);

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(text[..start.Length], start);
}
