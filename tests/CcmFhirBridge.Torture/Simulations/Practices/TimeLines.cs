using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Torture.Simulations.Practices;

/// <summary>A mapping of lines: <c>Patient/p1 0</c>, and <c>Encounter/e1 7 p1 2026-04 30</c> for 30 minutes that p1 got in April, logged as the seventh change.</summary>
internal sealed class TimeLines : IResourceMapping
{
    public string Version => "1";

    public ProjectedResource Project(ReadOnlyMemory<byte> json)
    {
        // A bill of ours, of which the product reads who bills and since when: nobody here is asked for either.
        if (json.Span is [(byte)'{', ..])
            return new ProjectedResource { Disposition = Disposition.Ignored, ResourceType = "Claim", ContentHash = "" };
        var words = Encoding.UTF8.GetString(json.Span).Split(' ');
        var (type, id) = words[0].Split('/') is [var first, var second] ? (first, second) : throw new InvalidDataException("A line begins with Type/id.");
        return new ProjectedResource
        {
            Disposition = Disposition.Patient,
            ResourceType = type,
            Source = new SourceReference(type, id, "1"),
            LastUpdated = SimulatedPractice.Start.AddMinutes(int.Parse(words[1], CultureInfo.InvariantCulture)),
            Patient = type == "Patient" ? words[0] : "Patient/" + words[2],
            Facts = json.ToArray(),
            ContentHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(json.Span)),
        };
    }

    public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => new Builder();

    private sealed class Builder : IRecordBuilder
    {
        public IReadOnlyCollection<string> AliasesOf(string personReference) => [personReference];

        // Minutes travel as gaps: the record has nothing else that takes them without all that a time entry needs.
        public PatientRecord Build(string patient, IEnumerable<ReadOnlyMemory<byte>> facts, IReadOnlyList<StaffInterval> elsewhere) => new()
        {
            Patient = new SourceReference("Patient", patient.Split('/')[1]),
            Coverages = [new CoverageRecord { Source = new SourceReference("Coverage", "of-" + patient.Split('/')[1]), Status = "active", PayerTypeCode = "5" }],
            Gaps =
            [
                .. facts.Select(line => Encoding.UTF8.GetString(line.Span).Split(' ')).Where(words => words.Length > 4)
                    .OrderBy(words => words[0], StringComparer.Ordinal).Select(words => new RecordGap("minutes", null, words[3], words[4])),
            ],
        };
    }
}
