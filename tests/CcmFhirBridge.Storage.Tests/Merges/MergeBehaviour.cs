using System.Collections.Immutable;
using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Merges;

public abstract class MergeBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly DateTimeOffset s_nine = new(2026, 4, 14, 13, 0, 0, TimeSpan.Zero);
    private static readonly Interval s_hour = new(s_nine, s_nine.AddHours(1));
    private static readonly ResourceToStore[] s_all =
    [
        Projected.Patient("old"), Projected.Patient("new"), Projected.Of("Consent/c1", "Patient/old"), Projected.Of("Consent/c2", "Patient/new"),
        Projected.Of("Encounter/e1", "Patient/old", staff: new StaffInterval("Practitioner/rn", s_hour, "Patient/old", "Encounter/e1")),
    ];

    protected override async Task BeginAsync() => await Store.StorePageAsync(await Store.BeginReadAsync("Any", default), s_all, null, default);

    [Fact]
    public async Task What_was_done_under_a_merged_id_moves_is_due_and_comes_back_when_the_merge_is_undone()
    {
        var merged = await MergeAsync(("Patient/old", "Patient/new"));

        merged.BothBilled.ShouldBeEmpty();
        (await Store.PatientAliasesAsync(default)).Resolve("Patient/old").ShouldBe("Patient/new");
        (await Store.PatientsAsync(default)).ShouldBe(["Patient/new"]);
        (await FactsAsync("Patient/new")).ShouldBe(["Consent/c1=x", "Consent/c2=x", "Encounter/e1=x", "Patient/new=x"]);
        (await FactsAsync("Patient/old")).ShouldBeEmpty();
        (await Store.StaffIntervalsOfAsync("Patient/new", s_hour, default)).ShouldHaveSingleItem().Patient.ShouldBe("Patient/new");
        (await Store.StaffIntervalsOfAsync("Patient/old", s_hour, default)).ShouldBeEmpty();
        (await Store.DueAsync(ServiceMonth.Parse("2026-04"), default)).ShouldBe(["Patient/new"]);

        await MergeAsync();

        (await Store.PatientsAsync(default)).ShouldBe(["Patient/new", "Patient/old"]);
        (await FactsAsync("Patient/old")).ShouldBe(["Consent/c1=x", "Encounter/e1=x", "Patient/old=x"]);
        (await FactsAsync("Patient/new")).ShouldBe(["Consent/c2=x", "Patient/new=x"]);
    }

    [Fact]
    public async Task Whoever_is_left_goes_on_with_the_claims_of_the_one_who_was_merged()
    {
        var slot = await BillAsync("Patient/old");

        (await MergeAsync(("Patient/old", "Patient/new"))).BothBilled.ShouldBeEmpty();

        (await Store.FindPersonAsync("Patient/new", default)).ShouldBe(slot.Person);
        (await Store.SlotAsync(slot, default)).ShouldHaveSingleItem().Patient.ShouldBe("Patient/new");
    }

    [Fact]
    public async Task Two_charts_that_were_both_billed_become_one_record_keep_their_claims_and_are_told()
    {
        var slots = new[] { await BillAsync("Patient/old"), await BillAsync("Patient/new") };

        var merged = await MergeAsync(("Patient/old", "Patient/new"));

        merged.BothBilled.ShouldBe(["Patient/old"]);
        merged.Aliases.Resolve("Patient/old").ShouldBe("Patient/new");
        (await Store.PatientsAsync(default)).ShouldBe(["Patient/new"]);
        (await FactsAsync("Patient/new")).ShouldBe(["Consent/c1=x", "Consent/c2=x", "Encounter/e1=x", "Patient/new=x"]);
        slots[0].Person.ShouldNotBe(slots[1].Person);
        foreach (var (slot, patient) in slots.Zip(["Patient/old", "Patient/new"]))
        {
            (await Store.FindPersonAsync(patient, default)).ShouldBe(slot.Person);
            (await Store.SlotAsync(slot, default)).ShouldHaveSingleItem().Patient.ShouldBe(patient);
        }
    }

    private async Task<ClaimSlot> BillAsync(string patient)
    {
        var fence = await Store.TakeFenceAsync("test", default);
        var slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync(patient, default), ServiceMonth.Parse("2026-04"));
        await Store.PlanAsync(fence, [Entries.Claim(slot) with { Patient = patient }], default);
        return slot;
    }

    private Task<MergeResult> MergeAsync(params (string Patient, string Into)[] merges)
    {
        var aliases = new PatientAliases(merges.ToImmutableSortedDictionary(merge => merge.Patient, merge => merge.Into, StringComparer.Ordinal));
        return Store.MergePatientsAsync(new AliasedMapping(new StoredMapping(), aliases), ["Patient/new", "Patient/old"], default);
    }

    private async Task<IEnumerable<string>> FactsAsync(string patient) =>
        (await Store.FactsOfAsync(patient, default)).Select(facts => Encoding.UTF8.GetString(facts.Span)).Order(StringComparer.Ordinal);

    private sealed class StoredMapping : IResourceMapping
    {
        public string Version => "1";

        public ProjectedResource Project(ReadOnlyMemory<byte> json) => s_all.First(resource => resource.Json.Span.SequenceEqual(json.Span)).Projected;

        public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => throw new NotSupportedException();
    }
}

public sealed class SqliteMergeTests() : MergeBehaviour(new SqliteStoreFactory());

public sealed class PostgresMergeTests() : MergeBehaviour(new PostgresStoreFactory());
