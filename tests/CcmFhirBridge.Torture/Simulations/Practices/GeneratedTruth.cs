using System.Globalization;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Torture.Simulations.Practices;

/// <summary>A patient's month as the generator knows it.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Month">The month.</param>
internal readonly record struct PatientMonthKey(string Patient, string Month);

/// <summary>
/// What the practice did, and so what may be billed. It changes: time is logged late. What was ever true may have been billed, and what is
/// true and always was must be.
/// </summary>
internal sealed class GeneratedTruth
{
    private readonly SortedDictionary<string, List<string>> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<PatientMonthKey, int> _minutes = [];
    private readonly Dictionary<PatientMonthKey, List<(int Since, string Lines)>> _bills = [];
    private int _changes;

    public GeneratedTruth(Random random)
    {
        var patients = random.Next(2, 5);
        for (var i = 1; i <= patients; i++)
        {
            Add("Patient", $"Patient/p{i} {_changes}");
            foreach (var month in SimulatedPractice.Months)
            {
                _bills[Key(i, month)] = [];
                var entries = random.Next(1, 4);
                for (var entry = 0; entry < entries; entry++)
                    Log(i, month, random.Next(5, 31));
                // What was true before anybody could read it was never true.
                _bills[Key(i, month)].RemoveRange(0, _bills[Key(i, month)].Count - 1);
            }
        }

        Patients = patients;
        IsReadByPatient = random.Next(2) == 0;
    }

    public int Patients { get; }

    /// <summary>Whether the EHR is asked for each patient's time alone, and so for several at once.</summary>
    public bool IsReadByPatient { get; }

    /// <summary>Grows with every entry.</summary>
    public int Changes => _changes;

    public IEnumerable<PatientMonthKey> Months => _bills.Keys;

    /// <summary>The lines of a patient's month, oldest first: what was true in turn; empty for nothing to bill.</summary>
    public IReadOnlyList<string> Bills(PatientMonthKey key) => BillsSince(key, 0);

    /// <summary>Of those, what was true once so many changes were made, and afterwards.</summary>
    public IReadOnlyList<string> BillsSince(PatientMonthKey key, int changes)
    {
        if (!_bills.TryGetValue(key, out var bills))
            return [];
        var then = Math.Max(bills.FindLastIndex(bill => bill.Since <= changes), 0);
        return [.. bills.Skip(then).Select(bill => bill.Lines)];
    }

    /// <summary>Everything of a type that the EHR has, as lines.</summary>
    public IReadOnlyList<string> Lines(string type) => _lines.TryGetValue(type, out var lines) ? lines : [];

    /// <summary>Somebody logs time.</summary>
    public string Log(int patient, ServiceMonth month, int minutes)
    {
        var key = Key(patient, month);
        _minutes[key] = _minutes.GetValueOrDefault(key) + minutes;
        _changes++;
        var line = string.Create(CultureInfo.InvariantCulture, $"Encounter/e{_changes} {_changes} p{patient} {month} {minutes}");
        Add("Encounter", line);
        var bill = SimulatedPractice.Lines(_minutes[key]);
        if (_bills[key].Count == 0 || _bills[key][^1].Lines != bill)
            _bills[key].Add((_changes, bill));
        return line;
    }

    private void Add(string type, string line)
    {
        if (!_lines.TryGetValue(type, out var lines))
            _lines[type] = lines = [];
        lines.Add(line);
    }

    private static PatientMonthKey Key(int patient, ServiceMonth month) => new($"Patient/p{patient}", month.ToString());
}
