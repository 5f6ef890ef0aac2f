using System.Globalization;

namespace CcmFhirBridge.Exchanges;

/// <summary>
/// Where the exchanges of a tenant lie: <c>data/exchanges/TENANT/DAY.RUN.ndjson</c>, a file a UTC day and process, so that a service and a
/// command beside it never write into the same one.
/// </summary>
internal sealed class ExchangeFolder(string path)
{
    private const string End = ".ndjson";
    private const string DayForm = "yyyy-MM-dd";

    public string Path { get; } = path;

    public string FileOf(DateOnly day, string run) => System.IO.Path.Combine(Path, day.ToString(DayForm, CultureInfo.InvariantCulture) + "." + run + End);

    /// <summary>Every file, with its day and process, newest day first.</summary>
    public IEnumerable<(string File, DateOnly Day, string Run)> Files() => !Directory.Exists(Path) ? [] : Directory.EnumerateFiles(Path, "*" + End)
        .Select(file => (File: file, Name: System.IO.Path.GetFileName(file)))
        .Where(file => file.Name.Length > DayForm.Length + 1 + End.Length && file.Name[DayForm.Length] == '.' && IsDay(file.Name))
        .Select(file => (file.File, Day(file.Name), file.Name[(DayForm.Length + 1)..^End.Length]))
        .OrderByDescending(file => file.Item2).ThenBy(file => file.Item3, StringComparer.Ordinal);

    /// <summary>Deletes what is older than it is kept for; <paramref name="today"/> is the first of the days.</summary>
    public void Prune(DateOnly today, int days)
    {
        foreach (var (file, day, _) in Files().ToList())
        {
            if (day.DayNumber <= today.DayNumber - days)
                File.Delete(file);
        }
    }

    private static bool IsDay(string name) => DateOnly.TryParseExact(name[..DayForm.Length], DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static DateOnly Day(string name) => DateOnly.ParseExact(name[..DayForm.Length], DayForm, CultureInfo.InvariantCulture);
}
