using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Tests.LoggedTimes;

public abstract class LoggedTimeStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_month = ServiceMonth.Parse("2026-04");
    private static readonly Interval s_nine = new(At("2026-04-02T09:00:00Z"), At("2026-04-02T09:10:00Z"));

    protected override async Task BeginAsync() =>
        await Store.StorePageAsync(await Store.BeginReadAsync("Patient", default), [Projected.Patient("p1"), Projected.Patient("p2")], null, default);

    [Fact]
    public async Task An_entry_is_stored_with_its_facts_and_its_staff_time()
    {
        var (kept, isNew) = await LogAsync("a");

        (kept.Id, isNew).ShouldBe(("ccm-log-a", true));
        (await Store.FactsOfAsync("Patient/p1", default)).Count.ShouldBe(2);
        (await Store.StaffIntervalsOfAsync("Patient/p1", s_nine, default)).Single().Entry.ShouldBe("Encounter/ccm-log-a");
        (await Store.RawAsync("Encounter", "ccm-log-a", null, default)).ShouldNotBeNull();
        (await Store.DueAsync(s_month, default)).ShouldContain("Patient/p1");
    }

    [Fact]
    public async Task Whoever_worked_elsewhere_at_that_moment_makes_the_other_patient_due()
    {
        await Store.StorePageAsync(
            await Store.BeginReadAsync("Encounter", default),
            [Projected.Of("Encounter/e1", "Patient/p2", staff: [new StaffInterval("Practitioner/rn", s_nine, "Patient/p2", "Encounter/e1")])], null, default);
        await AssessAllAsync();

        await LogAsync("a");

        (await Store.DueAsync(s_month, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Fact]
    public async Task No_read_of_the_EHR_counts_deletes_or_changes_it()
    {
        await LogAsync("a");
        var facts = await FactsAsync();
        var read = await Store.BeginReadAsync("Encounter", default);
        var copied = await Store.StorePageAsync(read, [Projected.Of("Encounter/ccm-log-a", "Patient/p1", content: "a copy")], null, default);

        copied.Ignored.ShouldBe(1);
        (await Store.CountUnseenAsync("Encounter", read, default)).ShouldBe(new(0, 0));
        (await Store.SweepAsync("Encounter", read, default)).ShouldBe(0);
        (await FactsAsync()).ShouldBe(facts);
    }

    [Fact]
    public async Task It_is_read_anew_with_everything_else_when_the_mapping_changes()
    {
        await LogAsync("a");

        await Store.ReprojectAsync(new LoggingMapping("Patient/p2"), default);

        (await Store.StaffIntervalsOfAsync("Patient/p2", s_nine, default)).Single().Entry.ShouldBe("Encounter/ccm-log-a");
        (await Store.StaffIntervalsOfAsync("Patient/p1", s_nine, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_follows_its_patient_into_another_chart()
    {
        var mapping = new AliasedMapping(new LoggingMapping("Patient/p1"), PatientAliases.None.With("Patient/p1", "Patient/p2"));
        await LogAsync("a");
        await Store.MergePatientsAsync(mapping, ["Patient/p1", "Patient/p2"], default);
        await Store.LogAsync(Entry("b"), Body("b"), new LoggingMapping("Patient/p1"), null, default);

        (await Store.StaffIntervalsOfAsync("Patient/p2", s_nine, default)).Select(interval => interval.Entry).Order(StringComparer.Ordinal)
            .ShouldBe(["Encounter/ccm-log-a", "Encounter/ccm-log-b"]);
    }

    [Fact]
    public async Task The_same_id_identifier_or_call_is_the_same_entry()
    {
        var call = new RepeatableCall("app", "k", "aa");
        var named = Entry("a") with { IdentifierSystem = "urn:s", IdentifierValue = "1" };
        await Store.LogAsync(named, Body("a"), new LoggingMapping("Patient/p1"), call, default);

        (await LogAsync("a")).ShouldBe((named, false));
        (await Store.LogAsync(named with { Id = "ccm-log-b" }, Body("b"), new LoggingMapping("Patient/p1"), null, default)).ShouldBe((named, false));
        (await Store.LogAsync(Entry("c"), Body("c"), new LoggingMapping("Patient/p1"), call, default)).ShouldBe((named, false));
        await Should.ThrowAsync<RepeatedKeyException>(() => Store.LogAsync(Entry("c"), Body("c"), new LoggingMapping("Patient/p1"), call with { ContentHash = "bb" }, default));
        (await Store.FindLoggedAsync("urn:s", "1", default)).ShouldBe(named);
        (await Store.FindLoggedAsync("urn:s", "2", default)).ShouldBeNull();
        (await Store.FactsOfAsync("Patient/p1", default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_taken_back_has_a_second_version_and_makes_the_same_people_due()
    {
        await Store.StorePageAsync(
            await Store.BeginReadAsync("Encounter", default),
            [Projected.Of("Encounter/e1", "Patient/p2", staff: [new StaffInterval("Practitioner/rn", s_nine, "Patient/p2", "Encounter/e1")])], null, default);
        await LogAsync("a");
        await AssessAllAsync();

        (await VoidAsync("a", VoidMapping)).ShouldBe("Patient/p1");
        var rows = (await Store.PageAsync(0, 1_000, AuditFilter.Everything, default)).Count;
        (await VoidAsync("a", VoidMapping)).ShouldBe("Patient/p1");

        (await Store.StaffIntervalsOfAsync("Patient/p1", s_nine, default)).ShouldBeEmpty();
        (await Store.DueAsync(s_month, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
        (await Store.RawAsync("Encounter", "ccm-log-a", null, default))!.Value.ToArray().ShouldBe(VoidBody("a"));
        (await Store.PageAsync(0, 1_000, AuditFilter.Everything, default)).Count.ShouldBe(rows);
    }

    [Fact]
    public async Task What_was_not_logged_is_not_taken_back()
    {
        (await VoidAsync("a", VoidMapping)).ShouldBeNull();

        (await Store.RawAsync("Encounter", "ccm-log-a", null, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Twenty_at_once_are_one()
    {
        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LogAsync("a")));

        told.Count(static reply => reply.IsNew).ShouldBe(1);
    }

    [Fact]
    public async Task The_result_of_a_call_is_kept_under_its_key()
    {
        var call = new RepeatableCall("app", "k", "aa");
        (await Store.FirstResultAsync(call, default)).ShouldBeNull();
        await Store.KeepResultAsync(call, "first", default);
        await Store.KeepResultAsync(call, "second", default);
        await ReopenAsync();

        (await Store.FirstResultAsync(call, default)).ShouldBe("first");
        await Should.ThrowAsync<RepeatedKeyException>(() => Store.FirstResultAsync(call with { ContentHash = "bb" }, default));
    }

    private static LoggingMapping VoidMapping => new("Patient/p1", isVoid: true);

    private Task<string?> VoidAsync(string id, LoggingMapping mapping) =>
        Store.VoidAsync(new VoidedTime(SourceReference.LoggedPrefix + id, "duplicate", Factory.Time.GetUtcNow(), "app"), VoidBody(id), mapping, default);

    private static byte[] VoidBody(string id) => Encoding.UTF8.GetBytes($$"""{"resourceType":"Encounter","id":"ccm-log-{{id}}","status":"entered-in-error"}""");

    private Task<(LoggedTime Entry, bool IsNew)> LogAsync(string id) => Store.LogAsync(Entry(id), Body(id), new LoggingMapping("Patient/p1"), null, default);

    private async Task<string[]> FactsAsync() => [.. (await Store.FactsOfAsync("Patient/p1", default)).Select(static facts => Encoding.UTF8.GetString(facts.Span))];

    private async Task AssessAllAsync()
    {
        var position = await Store.PositionAsync(default);
        await Store.SaveAsync(
            [.. (await Store.PatientsAsync(default)).Select(patient => new Pipeline.Assessing.StoredAssessment(patient, s_month, Domain.Assessments.Outcome.None, "{}"u8.ToArray()) { Position = position })], default);
        (await Store.DueAsync(s_month, default)).ShouldBeEmpty();
    }

    private LoggedTime Entry(string id) => new() { Id = SourceReference.LoggedPrefix + id, ContentHash = "aa", RecordedAt = Factory.Time.GetUtcNow(), Client = "app" };

    private static byte[] Body(string id) => Encoding.UTF8.GetBytes($$"""{"resourceType":"Encounter","id":"ccm-log-{{id}}"}""");

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    // Reads what these tests log, for one patient; what else is stored stays whose it was.
    private sealed class LoggingMapping(string patient, bool isVoid = false) : IResourceMapping
    {
        public string Version => patient;

        public ProjectedResource Project(ReadOnlyMemory<byte> json)
        {
            using var document = System.Text.Json.JsonDocument.Parse(json);
            var (type, id) = (document.RootElement.GetProperty("resourceType").GetString()!, document.RootElement.GetProperty("id").GetString()!);
            var whose = type == "Patient" ? $"Patient/{id}" : patient;
            return Projected.Of(
                $"{type}/{id}", whose, content: isVoid ? "void" : "", staff: type == "Patient" || isVoid ? [] : [new StaffInterval("Practitioner/rn", s_nine, whose, $"{type}/{id}")]).Projected;
        }

        public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => throw new NotSupportedException("These tests build no records.");
    }
}

public sealed class SqliteLoggedTimeStoreTests() : LoggedTimeStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresLoggedTimeStoreTests() : LoggedTimeStoreBehaviour(new PostgresStoreFactory());
