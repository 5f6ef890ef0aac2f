using System.Text.Json;

namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>Walks a Bundle of any size through a window: what is in memory is one entry, never the Bundle.</summary>
internal static class BundleStream
{
    private enum Step
    {
        Outside,
        AtEntries,
        BetweenEntries,
    }

    /// <summary>Reads the entries; false, with nothing consumed, when the object turns out to be no Bundle.</summary>
    public static bool Read(string path, SlidingBuffer buffer, BundleEntries entries, IResourceSink sink, CancellationToken cancellation)
    {
        var state = default(JsonReaderState);
        var step = Step.Outside;
        var entry = 0L;
        var isBundle = ResourceKind.Of(buffer.Window) == ResourceKind.Bundle;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var last = buffer.AtEndOfStream;
                var reader = new Utf8JsonReader(buffer.Window, last, state);
                var consumed = Walk(ref reader, buffer.Window, ref step, ref entry, entries, path, ref state, ref isBundle, out var done);
                if (!isBundle)
                    return false;
                buffer.Advance(consumed);
                if (done)
                    return true;
                if (last)
                    throw new JsonException("The Bundle does not end.");
                if (!buffer.Fill(FileInput.LongestValue) && !buffer.AtEndOfStream)
                {
                    sink.OnProblem(FileInput.TooLarge(path, entry + 1));
                    return true;
                }
            }
        }
        catch (JsonException) when (isBundle)
        {
            sink.OnProblem(new InputProblem(path, entry, InputProblems.FileCutOff,
                "The Bundle is not well-formed JSON or is cut off after this entry. What follows is not read; export it again."));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Walks as far as whole values reach. The state that goes with the bytes passed is kept at each place where the walk can go on.
    private static int Walk(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> window, ref Step step, ref long entry, BundleEntries entries, string path,
        ref JsonReaderState state, ref bool isBundle, out bool done)
    {
        var safe = 0;
        done = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                    break;
                case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                    done = true;
                    return (int)reader.BytesConsumed;
                case JsonTokenType.PropertyName when step == Step.Outside && reader.ValueTextEquals("entry"u8):
                    step = Step.AtEntries;
                    break;
                case JsonTokenType.StartArray when step == Step.AtEntries:
                    step = Step.BetweenEntries;
                    isBundle = true;
                    break;
                case JsonTokenType.EndArray when step == Step.BetweenEntries:
                    step = Step.Outside;
                    break;
                case JsonTokenType.PropertyName:
                    break;
                default:
                    var start = (int)reader.TokenStartIndex;
                    if (!reader.TrySkip())
                        return safe;
                    if (step == Step.BetweenEntries)
                        entries.OnEntry(window[start..(int)reader.BytesConsumed], path, ++entry);
                    break;
            }

            safe = (int)reader.BytesConsumed;
            state = reader.CurrentState;
        }

        return safe;
    }
}
