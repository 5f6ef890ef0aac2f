using CcmFhirBridge.Domain.Tenants;
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

    private void List(params string[] ids) => _reader.Population = [.. ids.Select(id => "Patient/" + id)];

    private Task<SyncReport> RunAsync(bool full) => new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time).RunAsync(full, null, default);
}
