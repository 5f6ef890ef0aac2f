namespace CcmFhirBridge.Storage.Resources;

/// <summary>
/// How staff time is asked for. Each runs for every changed resource or for every patient who is due, and must find its few rows by an
/// index, however many a tenant has: <c>StaffIntervalPlanTests</c> holds SQLite's plans to that.
/// </summary>
internal static class StaffIntervalSql
{
    /// <summary>What an entry was known to say.</summary>
    public const string OfEntry = """
        SELECT person AS Person, start_at AS StartAt, end_at AS EndAt, patient AS Patient FROM staff_interval
        WHERE tenant = @tenant AND entry = @entry
        """;

    /// <summary>Forgets one span of an entry.</summary>
    public const string Delete = "DELETE FROM staff_interval WHERE tenant = @tenant AND person = @person AND start_at = @start AND end_at = @end AND entry = @entry";

    /// <summary>A patient's own time that overlaps a span.</summary>
    public const string OfPatient = """
        SELECT person, start_at, end_at, patient, entry FROM staff_interval
        WHERE tenant = @tenant AND patient = @patient AND start_at < @end AND end_at > @start ORDER BY start_at, end_at, entry, person
        """;

    /// <summary>A person's time with anybody else that overlaps a span.</summary>
    public const string OfPerson = """
        SELECT person, start_at, end_at, patient, entry FROM staff_interval
        WHERE tenant = @tenant AND person = @person AND start_at > @earliest AND start_at < @end AND is_long = 0 AND end_at > @start AND patient <> @patient
        UNION ALL
        SELECT person, start_at, end_at, patient, entry FROM staff_interval
        WHERE tenant = @tenant AND person = @person AND is_long = 1 AND start_at < @end AND end_at > @start AND patient <> @patient
        ORDER BY 2, 3, 5
        """;

    /// <summary>Everybody else whose time overlaps a span.</summary>
    public const string Overlapped = """
        SELECT patient FROM staff_interval
        WHERE tenant = @tenant AND is_long = 0 AND start_at > @earliest AND start_at < @end AND end_at > @start AND patient <> @patient
        UNION
        SELECT patient FROM staff_interval
        WHERE tenant = @tenant AND is_long = 1 AND start_at < @end AND end_at > @start AND patient <> @patient
        """;

    // Longer entries are rare; keeping them apart lets an overlap be found in a narrow range of starts.
    private static readonly TimeSpan s_long = TimeSpan.FromHours(4);

    /// <summary>Whether an entry is one of the long ones; ends in UTC ticks.</summary>
    public static bool IsLong(long start, long end) => end - start > s_long.Ticks;

    /// <summary>No entry that is not long and began then or before reaches beyond <paramref name="start"/>; UTC ticks.</summary>
    public static long EarliestStart(long start) => Math.Max(start - s_long.Ticks - 1, 0);
}
