using System.Collections.Immutable;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Mapping.Scanning;
using CcmFhirBridge.Ehr.Reading.Files;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Counts while a population is read. Lists are bounded, counts are not.</summary>
internal sealed class ReportDraft(IConditionCatalog catalog)
{
    private const int ListedProblems = 1000;
    private const int ListedExamples = 20;

    // A type is written by whoever made the file: only so many are told apart.
    private const int ListedTypes = 500;

    private readonly Dictionary<string, TypeTally> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _gaps = new(StringComparer.Ordinal);
    private readonly List<InputProblem> _problems = [];
    private readonly SortedSet<string> _dangling = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long>[] _codes = [.. Enum.GetValues<Chronicity>().Select(static _ => new Dictionary<string, long>(StringComparer.Ordinal))];
    private readonly long[] _conditions = new long[Enum.GetValues<Chronicity>().Length];
    private byte[] _lastType = [];
    private TypeTally _lastTally = new();
    private long _problemCount;
    private long _superseded;
    private long _patients;
    private long _withoutResource;

    public void Count(ReadOnlySpan<byte> type, Disposition disposition)
    {
        var tally = type.SequenceEqual(_lastType) && !type.IsEmpty ? _lastTally : TallyOf(type);
        if (disposition == Disposition.Ignored)
            tally.Ignored++;
        else if (disposition == Disposition.Unreadable)
            tally.Unreadable++;
        else
            tally.Projected++;
    }

    public void AddUnreadable(List<GapDraft> gaps, string file, long place)
    {
        CountGaps(gaps);
        var why = gaps[^1];
        Add(new InputProblem(file, place, why.Code, $"{why.Path}: {GapCodes.MessageOf(why.Code)}"));
    }

    public void CountGaps(List<GapDraft> gaps)
    {
        foreach (var gap in gaps)
            CountGap(gap.Code);
    }

    public void Add(InputProblem problem)
    {
        _problemCount++;
        if (_problems.Count < ListedProblems)
            _problems.Add(problem);
    }

    public void Supersede(long count) => _superseded += count;

    public void CountPatient(PatientRecord record, bool hasResource)
    {
        foreach (var gap in record.Gaps)
            CountGap(gap.Code);
        foreach (var condition in record.Conditions)
            CountCondition(condition);
        if (hasResource)
        {
            _patients++;
            return;
        }

        _withoutResource++;
        if (ExampleOf(record) is not { } example)
            return;
        _dangling.Add(example);
        if (_dangling.Count > ListedExamples)
            _dangling.Remove(_dangling.Max!);
    }

    public PopulationReport Finish(long spilled, long factBytes) => new()
    {
        Resources = _types.Values.Aggregate(default(TypeCounts), (sum, type) => sum + type.Counts),
        ByType = _types.ToImmutableSortedDictionary(row => row.Key, row => row.Value.Counts, StringComparer.Ordinal),
        Superseded = _superseded,
        Patients = _patients,
        PatientsWithoutResource = _withoutResource,
        DanglingExamples = [.. _dangling],
        Conditions = new ConditionCounts(_conditions[(int)Chronicity.Chronic], _conditions[(int)Chronicity.NotChronic], _conditions[(int)Chronicity.Unmapped])
        {
            ChronicCodes = _codes[(int)Chronicity.Chronic].ToImmutableSortedDictionary(StringComparer.Ordinal),
            NotChronicCodes = _codes[(int)Chronicity.NotChronic].ToImmutableSortedDictionary(StringComparer.Ordinal),
            UnmappedCodes = _codes[(int)Chronicity.Unmapped].ToImmutableSortedDictionary(StringComparer.Ordinal),
        },
        GapsByCode = _gaps.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Problems = _problems,
        ProblemCount = _problemCount,
        SpilledBytes = spilled,
        FactBytes = factBytes,
    };

    private void CountGap(string code) => _gaps[code] = _gaps.GetValueOrDefault(code) + 1;

    private void CountCondition(ConditionRecord condition)
    {
        // Nobody has said of what is under review that it is chronic.
        var chronicity = catalog.Classify(condition.Codings.AsSpan()).Chronicity;
        var kind = (int)(chronicity == Chronicity.UnderReview ? Chronicity.NotChronic : chronicity);
        _conditions[kind]++;
        var code = condition.Codings.Length == 0 ? "(no code)" : Label(condition.Codings[0]);
        _codes[kind][code] = _codes[kind].GetValueOrDefault(code) + 1;
    }

    private static string Label(ConditionCoding coding) => coding.System switch
    {
        ConditionCodeSystem.Icd10Cm => "icd-10-cm " + coding.Code,
        ConditionCodeSystem.SnomedCt => "snomed-ct " + coding.Code,
        _ => "other " + coding.Code,
    };

    private static string? ExampleOf(PatientRecord record) =>
        record.TimeEntries.Select(entry => entry.Source).Concat(record.Conditions.Select(condition => condition.Source))
            .Concat(record.Consents.Select(consent => consent.Source)).Concat(record.Coverages.Select(coverage => coverage.Source))
            .Concat(record.CarePlans.Select(plan => plan.Source)).Concat(record.OtherServices.Select(service => service.Source))
            .Select(source => source.Key).FirstOrDefault();

    // Files hold runs of one type: its tally is kept at hand.
    private TypeTally TallyOf(ReadOnlySpan<byte> type)
    {
        var name = type.IsEmpty ? "(none)" : Encoding.UTF8.GetString(type);
        if (!_types.ContainsKey(name) && _types.Count >= ListedTypes)
            name = "(others)";
        if (!_types.TryGetValue(name, out var tally))
            _types[name] = tally = new TypeTally();
        _lastType = type.ToArray();
        _lastTally = tally;
        return tally;
    }

    private sealed class TypeTally
    {
        public long Projected;
        public long Ignored;
        public long Unreadable;

        public TypeCounts Counts => new(Projected, Ignored, Unreadable);
    }
}
