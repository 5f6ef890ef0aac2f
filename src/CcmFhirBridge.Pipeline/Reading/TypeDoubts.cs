using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>
/// Gathers, patient by patient, why something of a type may be missing. Where it is nearly everybody it is not the patients but the EHR, and nothing
/// of the type can be relied on.
/// </summary>
internal sealed class TypeDoubts(string resourceType)
{
    private const int Few = 20;

    // Whoever refuses so many before it has answered anybody refuses all.
    private const int MostBeforeAnswer = 3;

    // Each of them takes as long as a read is tried again: an EHR, or what it gives tokens by, that hangs is not to be waited for patient by patient.
    private const int MostFailedInARow = 5;

    private readonly SortedDictionary<string, List<PatientDoubt>> _byAsked = new(StringComparer.Ordinal);
    private int _asked;
    private int _unanswered;
    private int _failedInARow;

    /// <summary>Every doubt, in the order of who was asked for, whoever was answered first.</summary>
    public ImmutableArray<PatientDoubt> All => [.. _byAsked.Values.SelectMany(doubts => doubts)];

    /// <summary>Notes that a patient is asked for.</summary>
    public void Ask() => _asked++;

    /// <summary>Notes a doubt about the patient who was asked for, or about whose resource came along.</summary>
    public void Add(string asked, string patient, string code, string message)
    {
        if (!_byAsked.TryGetValue(asked, out var doubts))
            _byAsked[asked] = doubts = [];
        var doubt = new PatientDoubt(asked, patient, new ReadDoubt(resourceType, code, message));
        if (!doubts.Contains(doubt))
            doubts.Add(doubt);
    }

    /// <summary>Notes that somebody was answered for.</summary>
    public void Answered() => _failedInARow = 0;

    public bool Has(string asked) => _byAsked.ContainsKey(asked);

    /// <summary>Notes that a patient was not answered for. Returns whether it may be for a reason of that patient's own.</summary>
    /// <param name="hasBegun">Whether anybody was answered for.</param>
    /// <param name="hasFailed">Whether the EHR had an error or no answer; it said something of the patient otherwise.</param>
    public bool MayBeItsOwn(bool hasBegun, bool hasFailed)
    {
        _unanswered++;
        _failedInARow = hasFailed ? _failedInARow + 1 : 0;
        if (_failedInARow >= MostFailedInARow)
            return false;
        return hasBegun ? _unanswered <= Few || _unanswered <= _asked / 2 : _unanswered < MostBeforeAnswer;
    }

    /// <summary>Why it is the EHR and not the patients; null when it is them, or nobody is in doubt.</summary>
    public string? OfEverybody()
    {
        var doubted = _byAsked.Count;
        return doubted > 0 && (doubted == _asked || (doubted >= Few && doubted > _asked / 2))
            ? $"the EHR may not have shown everything of {doubted} of {_asked} patients, so it is not them; look at the first gaps that 'ccm-bridge sync' tells of"
            : null;
    }
}
