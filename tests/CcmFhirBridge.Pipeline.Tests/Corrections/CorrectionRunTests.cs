using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;

namespace CcmFhirBridge.Pipeline.Tests.Corrections;

/// <summary>When a correction was found: the day that its sixty days are counted from.</summary>
public sealed class CorrectionRunTests : CorrectedApril
{
    [Fact]
    public async Task An_overpayment_is_from_the_day_on_which_it_was_found_first_whatever_speaks_against_it_since()
    {
        await ChangedAsync(outcome: Outcome.Block);
        var first = (await LookAsync()).Single().Correction;
        _time.Advance(TimeSpan.FromDays(30));
        await ChangeAsync(Outcome.None);
        var second = (await LookAsync()).Single(status => status.IsOpen).Correction;
        _time.Advance(TimeSpan.FromDays(27));
        await ChangeAsync(Outcome.Bill, addOns: 0);
        var third = (await LookAsync()).Single(status => status.IsOpen).Correction;

        new[] { first.Id, second.Id, third.Id }.ShouldBeUnique();
        new[] { first.Kind, second.Kind, third.Kind }.ShouldAllBe(kind => kind == CorrectionKind.Overpaid);
        (second.IdentifiedOn, third.IdentifiedOn, third.ReturnBy).ShouldBe((first.IdentifiedOn, first.IdentifiedOn, first.ReturnBy));
    }

    [Fact]
    public async Task A_finding_that_comes_back_in_the_place_of_an_older_one_takes_its_day()
    {
        await ChangedAsync(outcome: Outcome.Block);
        var first = (await LookAsync()).Single().Correction;
        foreach (var outcome in new[] { Outcome.Bill, Outcome.None, Outcome.Bill, Outcome.Block, Outcome.None })
        {
            _time.Advance(TimeSpan.FromDays(5));
            await ChangeAsync(outcome);
            await LookAsync();
        }

        var again = (await LookAsync()).Single(status => status.IsOpen).Correction;
        again.Id.ShouldNotBe(first.Id);
        again.IdentifiedOn.ShouldBe(first.IdentifiedOn);
    }

    [Fact]
    public async Task An_overpayment_that_a_hold_left_open_keeps_its_day()
    {
        await ChangedAsync(outcome: Outcome.Block);
        var first = (await LookAsync()).Single().Correction;
        _time.Advance(TimeSpan.FromDays(10));
        await ChangeAsync(Outcome.Hold);
        (await LookAsync()).Single(status => status.IsOpen).Correction.Kind.ShouldBe(CorrectionKind.InQuestion);
        _time.Advance(TimeSpan.FromDays(30));
        await ChangeAsync(Outcome.None);

        var again = (await LookAsync()).Single(status => status.IsOpen).Correction;

        again.Id.ShouldNotBe(first.Id);
        (again.IdentifiedOn, again.ReturnBy).ShouldBe((first.IdentifiedOn, first.ReturnBy));
    }

    [Fact]
    public async Task What_is_overpaid_after_it_was_right_again_is_found_anew()
    {
        await ChangedAsync(outcome: Outcome.Block);
        var first = (await LookAsync()).Single().Correction;
        await ChangeAsync(Outcome.Bill);
        (await LookAsync()).ShouldAllBe(status => !status.IsOpen);
        _time.Advance(TimeSpan.FromDays(30));
        await ChangeAsync(Outcome.None);

        (await LookAsync()).Single(status => status.IsOpen).Correction.IdentifiedOn.ShouldBe(first.IdentifiedOn.AddDays(30));
    }

    [Fact]
    public async Task A_month_whose_seals_cannot_be_read_keeps_no_other_from_being_looked_through()
    {
        await ChangedAsync(outcome: Outcome.Block);
        var open = await _store.FindAsync(Practice.April.Previous, default);
        (await _store.AppendAsync(open, open with { State = MonthState.Closed, Seal = "00" }, new MonthLink(open.Month, null, "00", "{"u8.ToArray()), default)).ShouldBeTrue();

        (await Should.ThrowAsync<LedgerIntegrityException>(() => LookAsync())).Message.ShouldContain("2026-03");

        CorrectionStatus.Of(await _corrections.CorrectionEventsAsync(default)).Single().Correction.Month.ShouldBe(Practice.April);
    }

    private Task ChangeAsync(Outcome outcome, int addOns = 1)
    {
        Decide("p1", outcome, addOns);
        return Assessing().RunForEverybodyAsync(Practice.April, default);
    }
}
