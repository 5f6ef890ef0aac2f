using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Storage.Tests.Ledgers;

public abstract class BillingLedgerBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    private long _fence;
    private ClaimSlot _slot;

    protected override async Task BeginAsync()
    {
        _fence = await Store.TakeFenceAsync("test", default);
        _slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), s_april);
    }

    [Fact]
    public async Task A_person_is_made_once_and_looking_makes_none()
    {
        (await Store.FindPersonAsync("Patient/p2", default)).ShouldBeNull();
        var person = await Store.PersonAsync("Patient/p2", default);
        (await Store.PersonAsync("Patient/p2", default)).ShouldBe(person);
        (await Store.FindPersonAsync("Patient/p2", default)).ShouldBe(person);
        person.ShouldNotBe(_slot.Person);
    }

    [Fact]
    public async Task An_entry_is_kept_whole_through_a_restart()
    {
        var sentAt = new DateTimeOffset(2026, 5, 5, 12, 0, 1, TimeSpan.Zero);
        var claim = Entries.Claim(_slot, body: new string('b', 3000));
        await PlanAsync(claim, Entries.Charge(_slot, "99490"));
        await Store.MoveAsync(_fence, claim with { Attempts = 1, SentAt = sentAt, SentBy = WriteVerb.ConditionalUpdate, Reason = "on its way" }, LedgerState.Sending, default);
        await ReopenAsync();
        var found = (await Store.SlotAsync(_slot, default))[0];
        (found.State, found.Attempts, found.SentAt, found.SentBy, found.Charge, found.Reason).ShouldBe((LedgerState.Sending, 1, sentAt, WriteVerb.ConditionalUpdate, 125.07m, "on its way"));
        Encoding.UTF8.GetString(found.Body.Span).ShouldBe(new string('b', 3000));
        (await Store.HistoryAsync(claim.RevisionIdentifier, default)).Select(line => (line.From, line.To, line.Reason))
            .ShouldBe([(null, LedgerState.Planned, null), (LedgerState.Planned, LedgerState.Sending, "on its way")]);
    }

    [Fact]
    public async Task Claims_of_a_patients_earlier_months_are_found_whatever_became_of_them()
    {
        var other = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p2", default), ServiceMonth.Parse("2026-02"));
        var february = _slot with { Month = other.Month };
        var claim = Entries.Claim(february, body: "february");
        await PlanAsync(Entries.Claim(_slot), Entries.Charge(_slot, "99490"), Entries.Claim(other, body: "another's"), claim, Entries.Charge(february, "99490"));
        await PlanAsync(Entries.Claim(_slot with { Month = ServiceMonth.Parse("2025-12") }, body: "december", state: LedgerState.Held));
        await Store.MoveAsync(_fence, claim, LedgerState.Sending, default);
        await Store.MoveAsync(_fence, claim with { EhrReference = "Claim/7/_history/1" }, LedgerState.Confirmed, default);

        var found = await Store.BilledClaimsAsync("Patient/p1", s_april, default);
        found.Select(each => (each.State, each.EhrReference, Encoding.UTF8.GetString(each.Body.Value.Span))).ShouldBe(
            [(LedgerState.Held, null, "december"), (LedgerState.Confirmed, "Claim/7/_history/1", "february")]);
        (found[1].Identifier, found[1].RevisionIdentifier).ShouldBe((claim.Identifier, claim.RevisionIdentifier));
        (await Store.BilledClaimsAsync("Patient/p1", ServiceMonth.Parse("2026-05"), default)).Count.ShouldBe(3);
        (await Store.BilledClaimsAsync("Patient/p1", ServiceMonth.Parse("2025-12"), default)).ShouldBeEmpty();
        (await Store.BilledClaimsAsync("Patient/p2", s_april, default)).Count.ShouldBe(1);
        (await Store.BilledClaimsAsync("Patient/nobody", s_april, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Planning_the_same_again_changes_nothing_not_even_a_state()
    {
        var claim = Entries.Claim(_slot);
        await PlanAsync(claim);
        await Store.MoveAsync(_fence, claim, LedgerState.Sending, default);
        await PlanAsync(claim);
        (await Store.SlotAsync(_slot, default)).Single().State.ShouldBe(LedgerState.Sending);
        (await Store.HistoryAsync(claim.RevisionIdentifier, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_body_under_the_same_revision_stops_everything()
    {
        await PlanAsync(Entries.Claim(_slot));
        await Should.ThrowAsync<LedgerIntegrityException>(() => PlanAsync(Entries.Charge(_slot, "99490"), Entries.Claim(_slot, body: "other")));
        (await Store.SlotAsync(_slot, default)).Count.ShouldBe(1, "all or none");
        await Should.ThrowAsync<LedgerIntegrityException>(() =>
            Store.MoveAsync(_fence, Entries.Claim(_slot, body: "other"), LedgerState.Sending, default));
    }

    [Fact]
    public async Task A_slot_holds_one_claim_that_is_not_cancelled()
    {
        var first = Entries.Claim(_slot);
        await PlanAsync(first);
        await Should.ThrowAsync<LedgerIntegrityException>(() => PlanAsync(Entries.Claim(_slot, revision: 2)));
        await MoveAsync(first, LedgerState.Sending, LedgerState.Rejected);
        await PlanAsync(Entries.Claim(_slot, revision: 2));
        (await Store.SlotAsync(_slot, default)).Select(entry => (entry.Revision, entry.State))
            .ShouldBe([(1, LedgerState.Rejected), (2, LedgerState.Planned)]);
    }

    [Fact]
    public async Task A_member_has_one_claim_a_month_whatever_the_chart()
    {
        var other = _slot with { Person = await Store.PersonAsync("Patient/p2", default) };
        await PlanAsync(Entries.Claim(_slot) with { MemberKey = "00ff" });
        await Should.ThrowAsync<LedgerIntegrityException>(() => PlanAsync(Entries.Claim(other) with { MemberKey = "00ff" }, Entries.Charge(other, "99490")));
        (await Store.SlotAsync(other, default)).ShouldBeEmpty("all or none");

        await PlanAsync(Entries.Claim(other) with { MemberKey = "00fe" });
        await PlanAsync(Entries.Claim(other with { Month = s_april.AddMonths(1) }) with { MemberKey = "00ff" });
        (await Store.SlotAsync(_slot, default)).Single().MemberKey.ShouldBe("00ff");
    }

    public static TheoryData<LedgerState[], bool> OfOneMember => new()
    {
        // what became of the first chart's claim                       another chart's may be planned
        { [LedgerState.Held],                                           true },
        { [LedgerState.Held, LedgerState.Corrected],                    true },
        { [LedgerState.Sending, LedgerState.Rejected],                  true },
        { [LedgerState.Sending, LedgerState.Confirmed, LedgerState.Corrected], true },
        { [LedgerState.Held, LedgerState.Quarantined],                  false },
        { [LedgerState.Sending],                                        false },
        { [LedgerState.Sending, LedgerState.InDoubt],                   false },
        { [LedgerState.Sending, LedgerState.InDoubt, LedgerState.Quarantined], false },
        { [LedgerState.Sending, LedgerState.Confirmed],                 false },
    };

    [Theory]
    [MemberData(nameof(OfOneMember))]
    public async Task Another_chart_of_a_member_waits_until_the_first_ones_claim_is_none(LedgerState[] path, bool allowed)
    {
        var first = Entries.Claim(_slot) with { MemberKey = "00ff" };
        var second = Entries.Claim(_slot with { Person = await Store.PersonAsync("Patient/p2", default) }) with { MemberKey = "00ff" };
        await PlanAsync(first);
        await MoveAsync(first, path);
        if (allowed)
            await PlanAsync(second);
        else
            await Should.ThrowAsync<LedgerIntegrityException>(() => PlanAsync(second));
        (await Store.SlotAsync(second.Slot, default)).Count.ShouldBe(allowed ? 1 : 0);
    }

    [Fact]
    public async Task What_was_held_does_not_come_back_beside_another_charts_claim()
    {
        var first = Entries.Claim(_slot) with { MemberKey = "00ff" };
        await PlanAsync(first);
        await MoveAsync(first, LedgerState.Held);
        await PlanAsync(Entries.Claim(_slot with { Person = await Store.PersonAsync("Patient/p2", default) }) with { MemberKey = "00ff" });
        await Should.ThrowAsync<LedgerIntegrityException>(() => MoveAsync(first, LedgerState.Planned));

        await MoveAsync(first with { MemberKey = "00fe" }, LedgerState.Planned);
        (await Store.SlotAsync(_slot, default)).Select(entry => (entry.State, entry.MemberKey)).ShouldBe([(LedgerState.Planned, "00fe")]);
    }

    [Fact]
    public async Task A_stale_fence_changes_nothing()
    {
        var claim = Entries.Claim(_slot);
        await PlanAsync(claim);
        var newer = await Store.TakeFenceAsync("another", default);
        newer.ShouldBeGreaterThan(_fence);
        await Should.ThrowAsync<StaleFenceException>(() => Store.MoveAsync(_fence, claim, LedgerState.Sending, default));
        await Should.ThrowAsync<StaleFenceException>(() => PlanAsync(Entries.Charge(_slot, "99490")));
        (await Store.SlotAsync(_slot, default)).Single().State.ShouldBe(LedgerState.Planned);
    }

    public static TheoryData<LedgerState[], LedgerState, bool> Moves => new()
    {
        // how it came there                                              to                       allowed
        { [], LedgerState.Sending, true },
        { [], LedgerState.Held, true },
        { [], LedgerState.Confirmed, false },
        { [], LedgerState.Rejected, false },
        { [], LedgerState.Corrected, false },
        { [LedgerState.Sending], LedgerState.InDoubt, true },
        { [LedgerState.Sending], LedgerState.Rejected, true },
        { [LedgerState.Sending], LedgerState.Planned, false },
        { [LedgerState.Sending], LedgerState.Quarantined, false },
        { [LedgerState.Sending, LedgerState.Confirmed], LedgerState.Corrected, true },
        { [LedgerState.Sending, LedgerState.Confirmed], LedgerState.Planned, false },
        { [LedgerState.Sending, LedgerState.Confirmed], LedgerState.Sending, false },
        { [LedgerState.Sending, LedgerState.InDoubt], LedgerState.Planned, true },
        { [LedgerState.Sending, LedgerState.InDoubt], LedgerState.Confirmed, true },
        { [LedgerState.Sending, LedgerState.InDoubt], LedgerState.Quarantined, true },
        { [LedgerState.Sending, LedgerState.InDoubt], LedgerState.Sending, false },
        { [LedgerState.Sending, LedgerState.Rejected], LedgerState.Planned, false },
        { [LedgerState.Held], LedgerState.Sending, false },
        { [LedgerState.Held], LedgerState.Quarantined, true },
        { [LedgerState.Held], LedgerState.Corrected, true },
        { [LedgerState.Held, LedgerState.Quarantined], LedgerState.Sending, false },
        { [LedgerState.Held, LedgerState.Quarantined], LedgerState.Planned, false },
        { [LedgerState.Held, LedgerState.Quarantined], LedgerState.Corrected, true },
        { [LedgerState.Held, LedgerState.Quarantined], LedgerState.Held, true },
        { [LedgerState.Sending, LedgerState.InDoubt, LedgerState.Quarantined], LedgerState.InDoubt, true },
        { [LedgerState.Sending, LedgerState.InDoubt, LedgerState.Quarantined], LedgerState.Planned, false },
        { [LedgerState.Sending, LedgerState.InDoubt, LedgerState.Quarantined], LedgerState.Confirmed, false },
    };

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Only_the_moves_of_the_design_are_allowed(LedgerState[] path, LedgerState to, bool allowed)
    {
        var claim = Entries.Claim(_slot);
        await PlanAsync(claim);
        await MoveAsync(claim, path);
        if (allowed)
            await MoveAsync(claim, to);
        else
            await Should.ThrowAsync<LedgerIntegrityException>(() => MoveAsync(claim, to));
        (await Store.SlotAsync(_slot, default)).Single().State.ShouldBe(allowed ? to : path.LastOrDefault(LedgerState.Planned));
    }

    [Fact]
    public async Task What_is_outstanding_comes_sending_first_then_in_doubt_then_planned()
    {
        var slots = new List<ClaimSlot>();
        for (var i = 0; i < 4; i++)
            slots.Add(_slot with { Person = await Store.PersonAsync($"Patient/y{i}", default) });
        var entries = slots.ConvertAll(slot => Entries.Claim(slot));
        await PlanAsync([.. entries]);
        await MoveAsync(entries[1], LedgerState.Sending);
        await MoveAsync(entries[2], LedgerState.Sending, LedgerState.InDoubt);
        await MoveAsync(entries[3], LedgerState.Sending, LedgerState.Confirmed);
        (await Store.OutstandingAsync(default)).Select(entry => entry.State)
            .ShouldBe([LedgerState.Sending, LedgerState.InDoubt, LedgerState.Planned]);
        (await Store.MonthAsync(s_april, default)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_was_sent_and_set_aside_is_never_held_again()
    {
        var claim = Entries.Claim(_slot);
        await PlanAsync(claim);
        var sent = claim with { Attempts = 1, SentAt = new DateTimeOffset(2026, 5, 5, 12, 0, 1, TimeSpan.Zero) };
        await MoveAsync(sent, LedgerState.Sending, LedgerState.InDoubt, LedgerState.Quarantined);

        await Should.ThrowAsync<LedgerIntegrityException>(() => MoveAsync(sent with { Attempts = 0, SentAt = null }, LedgerState.Held));
        await MoveAsync(sent, LedgerState.InDoubt);
    }

    [Fact]
    public async Task What_has_not_come_to_rest_is_found_and_so_is_an_entry_by_either_identifier()
    {
        var paths = new LedgerState[][]
        {
            [], [LedgerState.Held], [LedgerState.Held, LedgerState.Quarantined], [LedgerState.Held, LedgerState.Corrected],
            [LedgerState.Sending], [LedgerState.Sending, LedgerState.InDoubt], [LedgerState.Sending, LedgerState.Rejected], [LedgerState.Sending, LedgerState.Confirmed],
        };
        foreach (var path in paths)
        {
            var claim = Entries.Claim(_slot with { Person = await Store.PersonAsync($"Patient/u{string.Join('-', path)}", default) });
            await PlanAsync(claim);
            await MoveAsync(claim, path);
        }

        (await Store.UnsettledAsync(default)).Select(entry => entry.State).Order().ShouldBe(
            [LedgerState.Held, LedgerState.Planned, LedgerState.Sending, LedgerState.InDoubt, LedgerState.Rejected, LedgerState.Quarantined]);

        var first = Entries.Claim(_slot);
        await PlanAsync(first, Entries.Charge(_slot, "99490"));
        await MoveAsync(first, LedgerState.Held, LedgerState.Corrected);
        await PlanAsync(Entries.Claim(_slot, revision: 2));
        (await Store.RevisionsAsync(first.Identifier, default)).Select(entry => (entry.Revision, entry.State))
            .ShouldBe([(1, LedgerState.Corrected), (2, LedgerState.Planned)]);
        (await Store.RevisionsAsync(first.RevisionIdentifier, default)).Single().Revision.ShouldBe(1);
        (await Store.RevisionsAsync(Entries.Charge(_slot, "99490").Identifier, default)).Single().Code.ShouldBe("99490");
        (await Store.RevisionsAsync("nobody's", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_EHR_has_and_the_ledger_lost_begins_as_confirmed_all_or_none()
    {
        LedgerEntry[] found = [Found(Entries.Claim(_slot)), Found(Entries.Charge(_slot, "99490"))];
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.AdoptAsync(_fence, [found[0], Entries.Charge(_slot, "99490")], default));
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.AdoptAsync(_fence, [found[0], found[1] with { EhrReference = null }], default));
        await Should.ThrowAsync<LedgerIntegrityException>(() => PlanAsync(found));
        (await Store.SlotAsync(_slot, default)).ShouldBeEmpty("all or none");

        await Store.AdoptAsync(_fence, found, default);
        await Store.AdoptAsync(_fence, found, default);
        await ReopenAsync();

        (await Store.SlotAsync(_slot, default)).Select(entry => (entry.Code, entry.State, entry.EhrReference, entry.Attempts, entry.SentAt))
            .ShouldBe([(null, LedgerState.Confirmed, "Claim/1/_history/1", 0, null), ("99490", LedgerState.Confirmed, "ChargeItem/1/_history/1", 0, null)]);
        (await Store.HistoryAsync(found[0].RevisionIdentifier, default)).Select(line => (line.From, line.To, line.Reason))
            .ShouldBe([(null, LedgerState.Confirmed, "found in the EHR")]);
        await Should.ThrowAsync<LedgerIntegrityException>(() => PlanAsync(Entries.Claim(_slot, revision: 2)));
    }

    [Fact]
    public async Task What_is_known_is_not_adopted_a_second_time()
    {
        var claim = Entries.Claim(_slot);
        await PlanAsync(claim);
        await Store.AdoptAsync(_fence, [Found(claim)], default);
        (await Store.SlotAsync(_slot, default)).Single().State.ShouldBe(LedgerState.Planned, "the write-back asks the EHR and confirms it");
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.AdoptAsync(_fence, [Found(Entries.Claim(_slot, body: "other"))], default));
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.AdoptAsync(_fence, [Found(Entries.Claim(_slot, revision: 2))], default));
        await Should.ThrowAsync<StaleFenceException>(() => Store.AdoptAsync(_fence - 1, [Found(Entries.Charge(_slot, "99490"))], default));
        (await Store.SlotAsync(_slot, default)).Count.ShouldBe(1);
    }

    private static LedgerEntry Found(LedgerEntry entry) => entry with
    {
        State = LedgerState.Confirmed,
        EhrReference = entry.ResourceType + "/1/_history/1",
        Reason = "found in the EHR",
    };

    [Theory]
    [InlineData("a fraction of a cent")]
    [InlineData("a wrong hash")]
    [InlineData("another tenant")]
    [InlineData("a state that nothing begins in")]
    public async Task What_is_wrong_in_itself_is_refused(string wrong)
    {
        var claim = Entries.Claim(_slot);
        claim = wrong switch
        {
            "a fraction of a cent" => claim with { Charge = 1.005m },
            "a wrong hash" => claim with { BodyHash = "00" },
            "another tenant" => claim with { Slot = claim.Slot with { Tenant = "hillside" } },
            _ => claim with { State = LedgerState.Sending },
        };
        await Should.ThrowAsync<LedgerIntegrityException>(() => PlanAsync(claim));
        (await Store.MonthAsync(s_april, default)).ShouldBeEmpty();
    }

    private Task PlanAsync(params LedgerEntry[] entries) => Store.PlanAsync(_fence, entries, default);

    private async Task MoveAsync(LedgerEntry entry, params LedgerState[] path)
    {
        foreach (var state in path)
            await Store.MoveAsync(_fence, entry, state, default);
    }
}

public sealed class SqliteBillingLedgerTests() : BillingLedgerBehaviour(new SqliteStoreFactory());

public sealed class PostgresBillingLedgerTests() : BillingLedgerBehaviour(new PostgresStoreFactory());
