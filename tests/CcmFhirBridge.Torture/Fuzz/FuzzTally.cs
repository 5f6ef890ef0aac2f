using System.Globalization;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>Counts requests and answers.</summary>
internal sealed class FuzzTally
{
    private readonly SortedDictionary<string, (int Done, int Answered)> _kinds = new(StringComparer.Ordinal);
    private readonly List<double> _milliseconds = [];

    public int Requests { get; private set; }

    public int Violations { get; private set; }

    /// <summary>Kinds of requests none of which was ever let in: they prove little.</summary>
    public IEnumerable<string> NeverAnswered => _kinds.Where(static kind => kind.Value.Answered == 0 && kind.Key is not ("token" or "resource")).Select(static kind => kind.Key);

    public void Add(FuzzRequest request, FuzzAnswer answer, bool isWrong)
    {
        Requests++;
        Violations += isWrong ? 1 : 0;
        var (done, answered) = _kinds.GetValueOrDefault(request.Kind);
        _kinds[request.Kind] = (done + 1, answered + (answer.Status is >= 200 and < 300 ? 1 : 0));
        _milliseconds.Add(answer.Took.TotalMilliseconds);
    }

    public void AddViolation() => Violations++;

    public override string ToString()
    {
        _milliseconds.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Requests} requests ({string.Join(", ", _kinds.Select(static kind => $"{kind.Key} {kind.Value.Done}/{kind.Value.Answered} answered"))}), p99 {At(0.99):F0} ms, longest {At(1):F0} ms, {Violations} violations");
    }

    private double At(double part) => _milliseconds.Count == 0 ? 0 : _milliseconds[(int)((_milliseconds.Count - 1) * part)];
}
