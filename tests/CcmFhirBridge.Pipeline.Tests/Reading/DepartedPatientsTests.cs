using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

/// <summary>Patients whom the list of the population no longer names: nobody asked for them, so what a read did not see of them is not gone.</summary>
public sealed class DepartedPatientsTests
{
    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public DepartedPatientsTests()
    {
        _reader.Add("Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Encounter/e1 p1 4 x", "Encounter/f1 p1 5 x", "Encounter/e2 p2 6 x", "Consent/c2 p2 5 x");
        foreach (var type in EhrTypes.InOrder.Where(type => type == "Patient" || EhrTypes.IsOfPatients(type)))
            _reader.Forms[type] = [ReadForm.PatientFull];
        List("p1", "p2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_stored_of_them_stays_and_how_many_they_are_is_told(bool full)
    {
        (await RunAsync(full: true)).Departed.ShouldBe(0);
        List("p1");
        _reader.Lines["Encounter"].RemoveAt(1);

        var report = await RunAsync(full);

        (report.Deleted, report.Departed, report.IsComplete).ShouldBe((1, 1, true), "what is gone of those who were asked for is gone");
        _store.Keys.ShouldBe(["Consent/c2", "Encounter/e1", "Encounter/e2", "Patient/p1", "Patient/p2"]);
        (await _store.PatientsAsync(default)).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Fact]
    public async Task Who_comes_back_is_read_as_before_and_what_went_meanwhile_is_gone()
    {
        await RunAsync(full: true);
        List("p1");
        await RunAsync(full: true);
        _reader.Lines["Consent"].Clear();
        List("p1", "p2");

        var report = await RunAsync(full: true);

        (report.Deleted, report.Departed).ShouldBe((1, 0));
        _store.Keys.ShouldNotContain("Consent/c2");
    }

    [Fact]
    public async Task What_is_nobodys_is_swept_as_ever()
    {
        await RunAsync(full: true);
        var nobodys = "Encounter/odd - 6 x"u8.ToArray();
        await _store.StorePageAsync(1, [new ResourceToStore(nobodys, new LineMapping().Project(nobodys))], null, default);
        List("p1");

        (await RunAsync(full: true)).Deleted.ShouldBe(1);

        _store.Keys.ShouldNotContain("Encounter/odd");
    }

    [Fact]
    public async Task A_doubt_about_somebody_who_departs_stands_because_nobody_looked_again()
    {
        await RunAsync(full: true);
        _reader.Withheld.Add("Patient/p2");
        (await RunAsync(full: true)).Doubts.ShouldNotBeEmpty();
        List("p1");
        _reader.Withheld.Clear();

        (await RunAsync(full: true)).Doubts.ShouldNotBeEmpty();

        List("p1", "p2");
        (await RunAsync(full: true)).Doubts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("p3")]
    public async Task A_list_on_which_nobody_stands_who_is_known_is_not_believed(string listed)
    {
        await RunAsync(full: true);
        List(listed.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        var report = await RunAsync(full: true);

        (report.Deleted, report.IsComplete).ShouldBe((0, false));
        report.Types.Single(type => type.PossiblyIncomplete).Reason.ShouldNotBeNull().ShouldContain("0 of the 2");
        _store.Keys.ShouldContain("Patient/p2");
    }

    [Theory]
    // a list of 30 shrinks to  is it believed
    [InlineData(15, true)]
    [InlineData(14, false)]
    [InlineData(1, false)]
    public async Task A_list_that_names_fewer_than_half_of_those_it_named_is_not_believed_until_somebody_says_so(int left, bool isBelieved)
    {
        var all = Enumerable.Range(1, 30).Select(i => $"p{i}").ToArray();
        foreach (var id in all[2..])
            _reader.Add($"Patient/{id} {id} 1 x");
        List(all);
        (await RunAsync(full: true)).IsComplete.ShouldBeTrue();
        List(all[..left]);

        for (var twice = 0; twice < 2; twice++)
        {
            var report = await RunAsync(full: true);
            (report.IsComplete, report.Deleted, report.Departed).ShouldBe((isBelieved, 0, 30 - left));
            if (!isBelieved)
                report.Types.Single(type => type.PossiblyIncomplete).Reason.ShouldNotBeNull().ShouldStartWith($"the list of the population names {left} patients and named 30 before");
        }

        (await RunAsync(full: true, accepts: true)).IsComplete.ShouldBeTrue();
        (await RunAsync(full: true)).IsComplete.ShouldBeTrue("it was said once");
    }

    [Fact]
    public async Task A_list_may_shrink_slowly_and_a_short_one_at_once()
    {
        var all = Enumerable.Range(1, 40).Select(i => $"p{i}").ToArray();
        foreach (var id in all[2..])
            _reader.Add($"Patient/{id} {id} 1 x");
        foreach (var left in new[] { 40, 25, 15, 3 })
        {
            List(all[..left]);
            (await RunAsync(full: true)).IsComplete.ShouldBeTrue();
        }

        _reader.Population = null;
        _reader.Forms["Patient"] = [ReadForm.Full];
        (await RunAsync(full: true)).IsComplete.ShouldBeTrue();
        _store.Listed.ShouldBeNull("there is no list any more");
    }

    [Fact]
    public async Task What_still_stands_under_a_merged_id_is_read_when_the_list_names_only_whom_it_was_merged_into()
    {
        await RunAsync(full: true);
        _store.Aliases = new PatientAliases(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("Patient/p1", "Patient/p2"));
        await _store.ReprojectAsync(new AliasedMapping(new LineMapping(), _store.Aliases), default);
        List("p2");

        (await RunAsync(full: true)).IsComplete.ShouldBeTrue();

        _store.Keys.ShouldContain("Encounter/e1");
        _reader.Withheld.Add("Patient/p1");
        (await RunAsync(full: true)).Doubts.ShouldNotBeEmpty();
        _reader.Withheld.Clear();
        (await RunAsync(full: true)).Doubts.ShouldBeEmpty("somebody looked again");
    }

    private void List(params string[] ids) => _reader.Population = [.. ids.Select(id => "Patient/" + id)];

    private Task<SyncReport> RunAsync(bool full, bool accepts = false) =>
        new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time) { AcceptsDeletions = accepts }.RunAsync(full, null, default);
}
