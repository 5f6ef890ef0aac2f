using System.Text;
using System.Text.Json;
using CcmFhirBridge.Ehr.Reading.Files;

namespace CcmFhirBridge.Ehr.Tests.Reading.Files;

/// <summary>Writes down what a reader of files says: <c>place id</c> of resources, <c>place code</c> of problems.</summary>
internal sealed class HeardInput : IResourceSink
{
    public List<string> Resources { get; } = [];

    public List<string> Outcomes { get; } = [];

    public List<string> Deleted { get; } = [];

    public List<InputProblem> Problems { get; } = [];

    public static HeardInput Read(string path)
    {
        var heard = new HeardInput();
        new FileInput(heard).Read(path);
        return heard;
    }

    public void OnResource(ReadOnlySpan<byte> json, string file, long place, ReadOnlySpan<byte> fullUrl) =>
        Resources.Add($"{place} {IdOf(json)}{Encoding.UTF8.GetString(fullUrl)}");

    public void OnOutcome(string file, long place) => Outcomes.Add($"{place}");

    public void OnDeleted(string reference, string file, long place) => Deleted.Add($"{place} {reference}");

    public void OnProblem(InputProblem problem) => Problems.Add(problem);

    private static string IdOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json.ToArray()).RootElement.GetProperty("id").GetString()!;
        }
        catch (JsonException)
        {
            return "broken";
        }
    }
}
