using System.Text.Json;
using CcmFhirBridge.Simulator.Histories;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>
/// Judges by what the EHR has and what its history says, against the generator's answers and the end that the kind of fault states; of the
/// product it asks only what it leaves to a person.
/// </summary>
internal sealed class FaultJudge(FaultScene scene, FaultKind kind)
{
    private readonly string _rung = AttackedPractice.Ladder[scene.Practice.Setting.Rung];

    /// <summary>How each part of each bill must end.</summary>
    public Dictionary<BillPart, FaultEnd> Expected()
    {
        var (ends, struck, end) = (new Dictionary<BillPart, FaultEnd>(), scene.Struck, kind.EndOn(_rung));
        foreach (var bill in scene.Practice.Bills)
        {
            var claim = BillPart.ClaimOf(bill);
            ends[claim] = struck.Contains(claim) ? end : FaultEnd.Once;
            foreach (var charge in BillPart.ChargesOf(bill))
                ends[charge] = struck.Contains(charge) ? end : ends[claim].State is null ? FaultEnd.Once : FaultEnd.Waiting;
        }

        return ends;
    }

    /// <summary>Whether everything is there once and nothing is left to anybody.</summary>
    public static bool IsPlain(Dictionary<BillPart, FaultEnd> expected) => expected.Values.All(end => end == FaultEnd.Once);

    public IEnumerable<string> Violations(IReadOnlyList<OpenEntry> open)
    {
        var expected = Expected();
        var history = scene.Practice.Ehr.History.Records;
        if (IsPlain(expected) && scene.Foreign.Count == 0 && kind.OverwritesOn != _rung)
        {
            foreach (var violation in HistoryCheck.Violations(history, scene.Practice.Practice.Truth))
                yield return violation;
        }

        foreach (var violation in Copies(expected).Concat(Writes(history)).Concat(Open(expected, open)))
            yield return violation;
    }

    private IEnumerable<string> Copies(Dictionary<BillPart, FaultEnd> expected)
    {
        var copies = Ours().CountBy(part => part.Part).ToDictionary();
        foreach (var (part, end) in expected)
        {
            var found = copies.GetValueOrDefault(part);
            if (found != end.Copies)
                yield return $"{(found < end.Copies ? "lost" : "duplicate")}: the EHR has {found} of the {part}, and it should have {end.Copies}";
        }

        foreach (var phantom in copies.Keys.Where(part => !expected.ContainsKey(part)))
            yield return $"phantom: {phantom}";
    }

    // What is there was written by the bridge, once, or by the other system.
    private IEnumerable<string> Writes(IReadOnlyList<WriteRecord> history)
    {
        foreach (var record in history.Where(record => record.Version > 1 && kind.OverwritesOn != _rung))
            yield return $"overwritten: {record.Type}/{record.Id} by {record.Method}";
        foreach (var deletion in history.Where(record => record.Body is null))
            yield return $"deleted: {deletion.Type}/{deletion.Id}";
        var known = history.Select(record => $"{record.Type}/{record.Id}").ToHashSet(StringComparer.Ordinal);
        foreach (var (reference, part) in Ours().Where(ours => !known.Contains(ours.Reference) && !scene.Foreign.Contains(ours.Reference)))
            yield return $"{part} is in the EHR as {reference}, and nobody wrote it";
    }

    private static IEnumerable<string> Open(Dictionary<BillPart, FaultEnd> expected, IReadOnlyList<OpenEntry> open)
    {
        var due = expected.Where(pair => pair.Value.State is not null).Select(pair => OpenEntry.Of(pair.Key, pair.Value.State!)).ToHashSet();
        foreach (var missing in due.Except(open))
            yield return $"a person should find in the outbox: {missing}";
        foreach (var extra in open.Except(due))
            yield return $"left in the outbox: {extra}";
    }

    private IEnumerable<(string Reference, BillPart Part)> Ours() => new[] { "Claim", "ChargeItem" }
        .SelectMany(scene.Practice.Ehr.Store.Current)
        .Select(version => (version.Reference, Part: BillPart.Of(JsonElement.Parse(version.Body!))))
        .Where(ours => ours.Part is not null).Select(ours => (ours.Reference, ours.Part!));
}
