namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>Takes what a <see cref="FileInput"/> finds. Bytes are valid during the call only.</summary>
public interface IResourceSink
{
    /// <summary>One resource, as the bytes between its braces.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="file">File that it came from.</param>
    /// <param name="place">Line of NDJSON or entry of a Bundle, from 1.</param>
    /// <param name="fullUrl">What a Bundle calls it, empty otherwise.</param>
    void OnResource(ReadOnlySpan<byte> json, string file, long place, ReadOnlySpan<byte> fullUrl);

    /// <summary>An entry of a Bundle that holds an OperationOutcome instead of a resource.</summary>
    void OnOutcome(string file, long place);

    /// <summary>A history Bundle says that the resource is deleted.</summary>
    /// <param name="reference"><c>Type/id</c>.</param>
    /// <param name="file">File that says so.</param>
    /// <param name="place">Entry, from 1.</param>
    void OnDeleted(string reference, string file, long place);

    /// <summary>Something else that could not be read.</summary>
    void OnProblem(InputProblem problem);
}
