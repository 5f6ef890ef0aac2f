using System.Buffers;
using System.Globalization;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Mapping.Records;
using CcmFhirBridge.Ehr.Reading.Files;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Writes one line about a patient; what it writes must depend on the record alone.</summary>
public delegate void PatientRenderer(PatientRecord record, IBufferWriter<byte> line);

/// <summary>
/// The engine of <c>assess</c> over files: each file is read once, front to back; compact facts are kept, not resources; above the memory
/// limit they go to partitions on disk, so that peak memory does not depend on the population. One line a Patient resource, ordered by
/// patient reference, the same bytes for any order of input.
/// </summary>
public sealed class PopulationRun(DefaultResourceMapping mapping, IConditionCatalog catalog, PopulationOptions options)
{
    /// <summary>Reads all inputs and renders every patient.</summary>
    /// <param name="paths">Folders and files.</param>
    /// <param name="render">Writes a patient's line.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellation">Stops between two lines or patients; what was put on disk is removed.</param>
    /// <exception cref="InputException">A path does not exist, cannot be read or holds nothing.</exception>
    public PopulationReport Run(IReadOnlyList<string> paths, PatientRenderer render, Stream output, CancellationToken cancellation = default)
    {
        var files = InputFiles.Find(paths);
        using var folder = new SpillFolder(options.TempFolder);
        var budget = new MemoryBudget(options.MemoryLimit);
        using var facts = new PartitionedLog("facts", folder, budget);
        using var intervals = new PartitionedLog("staff", folder, budget);
        using var elsewhere = new PartitionedLog("elsewhere", folder, budget);
        using var owners = new PartitionedLog("owners", folder, budget);
        using var lines = new PartitionedLog("lines", folder, budget);

        var report = new ReportDraft(catalog);
        var reader = new PopulationReader(mapping.CreateProjector(), facts, report);
        var input = new FileInput(reader);
        foreach (var file in files)
            input.Read(file, cancellation);

        var builder = (RecordBuilder)mapping.CreateBuilder(reader.DirectoryFacts);
        var factBytes = facts.Bytes;
        var groups = new PatientGroups(facts, reader.Deleted);
        if (reader.HasLaterVersions)
            groups.FindMoved(new MovedResources(owners));
        var overlaps = new StaffOverlaps(builder, intervals, elsewhere);
        NoteStaffTime(groups, builder, overlaps, cancellation);
        overlaps.Sweep(cancellation);

        var rendered = new RenderedLines(lines);
        for (var partition = 0; partition < PartitionedLog.Partitions; partition++)
        {
            var elsewhereOf = overlaps.ElsewhereOf(partition);
            foreach (var (patient, items) in groups.Of(partition))
            {
                cancellation.ThrowIfCancellationRequested();
                RenderPatient(items, [.. elsewhereOf[patient]], builder, render, rendered, report);
            }

            report.Supersede(groups.Superseded);
            rendered.EndPartition(partition);
            facts.Clear(partition);
        }

        rendered.MergeInto(output, cancellation);
        return report.Finish(budget.Spilled, factBytes);
    }

    private static void NoteStaffTime(PatientGroups groups, RecordBuilder builder, StaffOverlaps overlaps, CancellationToken cancellation)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        for (var partition = 0; partition < PartitionedLog.Partitions; partition++)
        {
            foreach (var (hash, items) in groups.Of(partition))
            {
                cancellation.ThrowIfCancellationRequested();
                entries.Clear();
                foreach (var item in items)
                {
                    if (PatientGroups.TellsTime(item))
                        entries.Add(item);
                }

                if (entries.Count == 0)
                    continue;

                // Time logged for a patient whose Patient resource is missing is still time of the person who logged it.
                var patient = items.Exists(PatientGroups.IsPatient) ? KeyOf(items) : string.Create(CultureInfo.InvariantCulture, $"Patient/unknown-{hash:x16}");
                overlaps.Note(patient, builder.Build(patient, entries, []).TimeEntries);
            }
        }
    }

    private static void RenderPatient(
        List<ReadOnlyMemory<byte>> items, StaffInterval[] elsewhere, RecordBuilder builder, PatientRenderer render, RenderedLines rendered, ReportDraft report)
    {
        var hasResource = items.Exists(PatientGroups.IsPatient);
        if (!hasResource && items.Count == 0)
            return;
        var record = builder.Build(hasResource ? KeyOf(items) : "Patient/", items, elsewhere);
        report.CountPatient(record, hasResource);
        if (!hasResource)
            return;
        var start = rendered.Position;
        render(record, rendered.Writer);
        rendered.End(record.Patient.Key, start);
    }

    private static string KeyOf(List<ReadOnlyMemory<byte>> items) =>
        RecordFacts.ReadHead(items.Find(PatientGroups.IsPatient).Span, [], out _).Source.Key;
}
