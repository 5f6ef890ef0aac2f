using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>A mapping of lines that a test can read: <c>Type/id patient-id|- lastUpdated-minutes|- content [staff from to]</c>. A <c>letter</c> says nothing.</summary>
public sealed class LineMapping(string version = "1") : IResourceMapping
{
    public static readonly DateTimeOffset Epoch = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    public string Version => version;

    public ProjectedResource Project(ReadOnlyMemory<byte> json)
    {
        var text = Encoding.UTF8.GetString(json.Span);
        var words = text.Split(' ');
        var type = words[0].Split('/')[0];
        if (text.StartsWith("broken", StringComparison.Ordinal))
            return Empty(Disposition.Unreadable, "", text) with { Gaps = [new RecordGap("gap.broken", null, "$", "broken")] };
        if (type == "Observation")
            return Empty(Disposition.Ignored, type, text);
        var source = new SourceReference(type, words[0].Split('/')[1], "1");
        var directory = words[1] == "-";
        return Empty(directory ? Disposition.Directory : Disposition.Patient, type, text) with
        {
            Source = source,
            LastUpdated = words[2] == "-" ? null : Epoch.AddMinutes(int.Parse(words[2])),
            Patient = directory ? null : "Patient/" + words[1],
            Facts = words[3] == "letter" ? default : json.ToArray(),
            ContentHash = words[3],
            StaffIntervals = words.Length < 7 ? [] : [new StaffInterval(words[4], Span(words[5], words[6]), "Patient/" + words[1], words[0])],
        };
    }

    public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) =>
        new Builder([.. directoryFacts.Select(facts => Encoding.UTF8.GetString(facts.Span).Split(' '))]);

    private static Interval Span(string from, string to) => new(Epoch.AddMinutes(int.Parse(from)), Epoch.AddMinutes(int.Parse(to)));

    private static ProjectedResource Empty(Disposition disposition, string type, string text) =>
        new() { Disposition = disposition, ResourceType = type, ContentHash = text };

    /// <summary>A PractitionerRole's content is the Practitioner that it is another name of.</summary>
    private sealed class Builder(string[][] directory) : IRecordBuilder
    {
        public IReadOnlyCollection<string> AliasesOf(string personReference) =>
            [personReference, .. directory.Where(words => words[3] == personReference).Select(words => words[0])];

        public PatientRecord Build(string patient, IEnumerable<ReadOnlyMemory<byte>> facts, IReadOnlyList<StaffInterval> elsewhere)
        {
            if (facts.Any(line => Encoding.UTF8.GetString(line.Span).Contains("impossible", StringComparison.Ordinal)))
                throw new InvalidOperationException("An impossible record.");
            return new PatientRecord
            {
                Patient = new SourceReference("Patient", patient.Split('/')[1]),
                Coverages = [.. facts.Select(line => Encoding.UTF8.GetString(line.Span).Split(' ')).Where(words => words[3] == "commercial")
                    .Select(words => new CoverageRecord { Source = new SourceReference("Coverage", words[0].Split('/')[1]), Status = "active", PayerTypeCode = "5" })],
                Gaps = [.. elsewhere.Select(each => new RecordGap("elsewhere", null, each.Entry, each.Patient))],
            };
        }
    }
}
