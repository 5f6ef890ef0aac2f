using System.IO.Compression;
using System.Text.Json;
using CcmFhirBridge.Ehr.Populations;

namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>
/// Reads files of FHIR resources once, front to back, through a window of bounded size: NDJSON, single resources and Bundles, plain or
/// gzip. What it is, is told by the content; the name only says that lines are NDJSON.
/// </summary>
public sealed class FileInput(IResourceSink sink)
{
    /// <summary>Longest line, resource or Bundle entry that is read.</summary>
    internal const int LongestValue = 64 * 1024 * 1024;

    // Without it the library takes a gzip file that is cut off for one that ends there.
    private static readonly bool IsStrict = BeStrict();

    private readonly BundleEntries _bundles = new(sink);

    /// <summary>Reads one file.</summary>
    /// <exception cref="InputException">The file cannot be opened.</exception>
    public void Read(string path, CancellationToken cancellation = default)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
            using var content = Content(file);
            using var buffer = new SlidingBuffer(content);
            Read(path, buffer, cancellation);
        }
        catch (Exception failure) when (failure is IOException and not SpillException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read ({failure.GetType().Name}). Check that it exists and that you may read it.", failure);
        }
        catch (InvalidDataException)
        {
            sink.OnProblem(new InputProblem(path, 0, InputProblems.FileCutOff, "The gzip content is damaged or cut off. Export or copy the file again."));
        }
    }

    private static bool BeStrict()
    {
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);
        return true;
    }

    private static Stream Content(FileStream file)
    {
        var first = file.ReadByte();
        var second = file.ReadByte();
        file.Position = 0;
        return first == 0x1F && second == 0x8B && IsStrict ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private void Read(string path, SlidingBuffer buffer, CancellationToken cancellation)
    {
        buffer.Fill();
        if (buffer.Window.StartsWith("\uFEFF"u8))
            buffer.Advance(3);
        SkipBlank(buffer);
        if (buffer.Window.IsEmpty)
            sink.OnProblem(new InputProblem(path, 0, InputProblems.FileEmpty, "The file is empty. Export it again, or leave it out."));
        else if (buffer.Window[0] == '<')
            sink.OnProblem(new InputProblem(path, 0, InputProblems.NotJson,
                "The file holds HTML or XML, not FHIR JSON. It may be a login or error page: download it again, as application/fhir+json."));
        else if (buffer.Window[0] != '{' && !IsLines(path))
            sink.OnProblem(new InputProblem(path, 0, InputProblems.NotJson, "The file is not FHIR JSON: it does not begin with an object."));
        else if (IsLines(path) || FirstLineIsResource(buffer))
            ReadLines(path, buffer, cancellation);
        else
            ReadDocument(path, buffer, cancellation);
    }

    private static bool IsLines(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);
    }

    private static void SkipBlank(SlidingBuffer buffer)
    {
        while (true)
        {
            var rest = buffer.Window.TrimStart(" \t\r\n"u8);
            buffer.Advance(buffer.Window.Length - rest.Length);
            if (!rest.IsEmpty || !buffer.Fill())
                return;
        }
    }

    // A whole object on the first line that is followed by more lines is NDJSON under another name.
    private static bool FirstLineIsResource(SlidingBuffer buffer)
    {
        var end = buffer.Window.IndexOf((byte)'\n');
        if (end <= 0 || buffer.Window[end..].Trim(" \t\r\n"u8).IsEmpty)
            return false;
        var reader = new Utf8JsonReader(buffer.Window[..end]);
        try
        {
            return reader.Read() && reader.TrySkip() && reader.TokenType == JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadLines(string path, SlidingBuffer buffer, CancellationToken cancellation)
    {
        for (var line = 1L; ; line++)
        {
            cancellation.ThrowIfCancellationRequested();
            var searched = 0;
            int length;
            while ((length = buffer.Window[searched..].IndexOf((byte)'\n')) < 0)
            {
                searched = buffer.Window.Length;
                if (!buffer.Fill(LongestValue))
                    break;
            }

            if (length < 0 && !buffer.AtEndOfStream)
            {
                sink.OnProblem(TooLarge(path, line));
                return;
            }

            var end = length < 0 ? buffer.Window.Length : searched + length;
            var json = buffer.Window[..end].Trim(" \t\r"u8);
            if (!json.IsEmpty)
                OnLine(json, path, line);
            if (length < 0)
                return;
            buffer.Advance(end + 1);
        }
    }

    private void OnLine(ReadOnlySpan<byte> json, string path, long line)
    {
        if (ResourceKind.Of(json) == ResourceKind.Bundle)
            _bundles.Read(json, path, line);
        else
            sink.OnResource(json, path, line, default);
    }

    private void ReadDocument(string path, SlidingBuffer buffer, CancellationToken cancellation)
    {
        // A Bundle announces itself early; one that does not is still found by its entries.
        while (buffer.Window.Length < 4096 && buffer.Fill())
        {
        }

        if (ResourceKind.Of(buffer.Window) is ResourceKind.Bundle or ResourceKind.Unknown && BundleStream.Read(path, buffer, _bundles, sink, cancellation))
            return;
        while (buffer.Fill(LongestValue))
        {
        }

        if (!buffer.AtEndOfStream)
            sink.OnProblem(TooLarge(path, 0));
        else
            OnLine(buffer.Window.Trim(" \t\r\n"u8), path, 1);
    }

    internal static InputProblem TooLarge(string path, long place) => new(path, place, InputProblems.TooLarge,
        "One resource is longer than 64 MiB. The rest of the file is not read; split it, or check that it is NDJSON with one resource a line.");
}
