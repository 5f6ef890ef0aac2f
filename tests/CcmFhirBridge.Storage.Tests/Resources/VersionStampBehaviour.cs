using System.Text;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Tests.Resources;

/// <summary>What the EHR's stamps decide of a resource and of the place of a read, and what they do not.</summary>
public abstract class VersionStampBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly DateTimeOffset s_nine = new(2026, 4, 14, 13, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2", 0, "1", -5, "an earlier lastUpdated")]
    [InlineData("10", 0, "9", 0, "a smaller version at the same instant")]
    public async Task An_older_version_that_arrives_late_does_not_overwrite(string version, int minutes, string late, int lateMinutes, string because)
    {
        var (earlier, read) = (await Store.BeginReadAsync("Consent", default), await Store.BeginReadAsync("Consent", default));
        await Store.StorePageAsync(read, [Projected.Patient("p1"), Projected.Of("Consent/c1", "Patient/p1", "new", version, s_nine.AddMinutes(minutes))], null, default);
        foreach (var under in (long[])[read, earlier])
        {
            (await Store.StorePageAsync(under, [Projected.Of("Consent/c1", "Patient/p1", "old", late, s_nine.AddMinutes(lateMinutes))], null, default)).Unchanged.ShouldBe(1, because);
            (await FactsAsync("Patient/p1")).ShouldContain("Consent/c1=new");
        }
    }

    [Theory]
    [InlineData("7", 525_600, "8", "a clock that was ahead")]
    [InlineData("7", 0, "1", "a migration that counts versions anew")]
    public async Task What_a_later_read_shows_counts_whatever_stamps_it_bears(string version, int minutesAhead, string then, string because)
    {
        var first = await Store.BeginReadAsync("Consent", default);
        await Store.StorePageAsync(first, [Projected.Patient("p1"), Projected.Of("Consent/c1", "Patient/p1", "given", version, s_nine.AddMinutes(minutesAhead))], null, default);
        var second = await Store.BeginReadAsync("Consent", default);

        (await Store.StorePageAsync(second, [Projected.Of("Consent/c1", "Patient/p1", "withdrawn", then, s_nine)], null, default)).Changed.ShouldBe(1, because);

        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x", "Consent/c1=withdrawn"]);
        (await Store.StorePageAsync(second, [Projected.Of("Consent/c1", "Patient/p1", "before", then, s_nine.AddMinutes(-1))], null, default)).Unchanged.ShouldBe(1, "within a read the stamps decide");
        (await Store.StorePageAsync(await Store.BeginReadAsync("Consent", default), [Projected.Of("Consent/c1", "Patient/p1", "withdrawn", then, s_nine.AddMinutes(-1))], null, default)).Unchanged.ShouldBe(1);
        (await FactsAsync("Patient/p1")).ShouldContain("Consent/c1=withdrawn");
    }

    [Fact]
    public async Task The_cursor_moves_with_its_page_and_never_back()
    {
        var read = await Store.BeginReadAsync("Consent", default);
        (await Store.CursorAsync("Consent", default)).LastUpdated.ShouldBeNull();
        await Store.StorePageAsync(read, [], new SyncCursor("Consent", s_nine), default);
        await Store.StorePageAsync(read, [], new SyncCursor("Consent", s_nine.AddDays(-1)), default);
        (await Store.CursorAsync("Consent", default)).LastUpdated.ShouldBe(s_nine);
    }

    [Fact]
    public async Task A_place_that_lies_beyond_the_EHRs_clock_goes_back_when_it_is_told_to()
    {
        var read = await Store.BeginReadAsync("Consent", default);
        await Store.StorePageAsync(read, [], new SyncCursor("Consent", s_nine.AddYears(70)), default);

        await Store.StorePageAsync(read, [], new SyncCursor("Consent", s_nine) { GoesBack = true }, default);

        (await Store.CursorAsync("Consent", default)).LastUpdated.ShouldBe(s_nine);
    }

    private async Task<IEnumerable<string>> FactsAsync(string patient) => (await Store.FactsOfAsync(patient, default)).Select(bytes => Encoding.UTF8.GetString(bytes.Span)).ToList();
}

public sealed class SqliteVersionStampTests() : VersionStampBehaviour(new SqliteStoreFactory());

public sealed class PostgresVersionStampTests() : VersionStampBehaviour(new PostgresStoreFactory());
