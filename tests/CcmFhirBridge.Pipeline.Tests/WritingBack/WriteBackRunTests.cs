using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

public sealed class WriteBackRunTests
{
    private const int Stories = 10_000;
    private const int RunsWithFaults = 12;

    private readonly MemoryLedger _ledger = new();
    private readonly FakeEhr _ehr = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    [Fact]
    public async Task A_claim_and_its_lines_are_sent_confirmed_and_never_sent_again()
    {
        await PlannedBills.AddAsync(_ledger, 2);
        (await RunAsync()).ShouldBe(new WriteBackReport { Sent = 6, Confirmed = 6 });
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Confirmed && entry.Attempts == 1 && entry.EhrReference!.EndsWith("/_history/1"));
        (await RunAsync()).ShouldBe(new WriteBackReport());
        _ehr.Sends.ShouldBe(6);
        _ehr.MostInFlight.ShouldBeLessThanOrEqualTo(Practice.Tenant.Ehr.RequestsInFlight);
    }

    public static TheoryData<Fault, WriteBackReport, LedgerState, WriteBackReport> FirstClaim => new()
    {
        // fault of the Claim     the first run says                                      the Claim then is       the second run says
        { Fault.AnswerLost, new() { Sent = 1, Unknown = 1, Waiting = 2 }, LedgerState.InDoubt, new() { Sent = 2, Confirmed = 3 } },
        { Fault.RequestLost, new() { Sent = 1, Unknown = 1, Waiting = 2 }, LedgerState.InDoubt, new() { Sent = 3, Confirmed = 3 } },
        { Fault.NotSent, new() { NotSent = 1, Waiting = 2 }, LedgerState.Planned, new() { Sent = 3, Confirmed = 3 } },
        { Fault.Rejected, new() { Sent = 1, Rejected = 1, Waiting = 2 }, LedgerState.Rejected, new() { Waiting = 2 } },
        { Fault.RejectedThough, new() { Sent = 3, Confirmed = 3 }, LedgerState.Confirmed, new() },
        { Fault.SaysExists, new() { Sent = 3, Confirmed = 3 }, LedgerState.Confirmed, new() },
        { Fault.CannotBeAsked, new() { NotSent = 1, Waiting = 2 }, LedgerState.Planned, new() { Sent = 3, Confirmed = 3 } },
    };

    [Theory]
    [MemberData(nameof(FirstClaim))]
    public async Task A_fault_of_the_claim_is_recorded_and_the_next_run_finishes(
        Fault fault, WriteBackReport first, LedgerState claim, WriteBackReport second)
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(fault);
        (await RunAsync()).ShouldBe(first);
        Claim().State.ShouldBe(claim);
        (await RunAsync()).ShouldBe(second);
        _ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task What_the_ehr_took_and_does_not_show_is_never_sent_again()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(Fault.None);
        _ehr.Faults.Enqueue(Fault.CannotBeAsked);
        (await RunAsync()).Unknown.ShouldBe(1);
        Claim().State.ShouldBe(LedgerState.InDoubt);
        var empty = new FakeEhr();
        (await new WriteBackRun(_ledger, empty, new PlainBodies(), Practice.Tenant, _time).InTurnAsync(_ledger.Lease())).Unknown.ShouldBe(1);
        empty.Sends.ShouldBe(0);
        Claim().State.ShouldBe(LedgerState.InDoubt);

        _time.Advance(TimeSpan.FromDays(1));
        (await new WriteBackRun(_ledger, empty, new PlainBodies(), Practice.Tenant, _time).InTurnAsync(_ledger.Lease())).Quarantined.ShouldBe(1);
        empty.Sends.ShouldBe(0);
        (Claim().State, Claim().EhrReference).ShouldBe((LedgerState.Quarantined, "Claim/1"));
        Claim().Reason!.ShouldContain("took it as Claim/1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_tells_nothing_is_kept_with_what_is_in_doubt(bool together)
    {
        var ehr = new FakeEhr { Together = together };
        await PlannedBills.AddAsync(_ledger, 1);
        ehr.Faults.Enqueue(Fault.AnswerLost);
        await new WriteBackRun(_ledger, ehr, new PlainBodies(), Practice.Tenant, _time).InTurnAsync(_ledger.Lease());
        (Claim().State, Claim().Reason).ShouldBe((LedgerState.InDoubt, "Nobody can tell whether the EHR took it: timeout."));
    }

    [Fact]
    public async Task Not_finding_it_proves_nothing_until_the_ehr_had_time_to_show_it()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(Fault.RequestLost);
        await RunAsync();
        var patient = new WriteBackRun(_ledger, _ehr, new PlainBodies(), Practice.Tenant, _time, TimeSpan.FromMinutes(1));
        (await patient.InTurnAsync(_ledger.Lease())).Sent.ShouldBe(0);
        Claim().State.ShouldBe(LedgerState.InDoubt);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await patient.InTurnAsync(_ledger.Lease())).Confirmed.ShouldBe(3);
    }

    [Fact]
    public async Task An_update_under_an_id_of_ours_is_waited_for_too_because_what_changed_leaves_under_another_id()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        var ehr = new FakeEhr { Verb = WriteVerb.UpdateAsCreate };
        ehr.Faults.Enqueue(Fault.RequestLost);
        var run = new WriteBackRun(_ledger, ehr, new PlainBodies(), Practice.Tenant, _time, SettleTime.Of(Practice.Tenant.Ehr));
        (await run.InTurnAsync(_ledger.Lease())).Unknown.ShouldBe(1);
        (await run.InTurnAsync(_ledger.Lease())).Sent.ShouldBe(0);
        _time.Advance(SettleTime.Of(Practice.Tenant.Ehr));
        (await run.InTurnAsync(_ledger.Lease())).Confirmed.ShouldBe(3);
    }

    [Fact]
    public async Task What_left_by_a_weaker_verb_is_waited_for_although_a_better_one_is_chosen_by_now()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(Fault.RequestLost);
        var run = new WriteBackRun(_ledger, _ehr, new PlainBodies(), Practice.Tenant, _time, TimeSpan.FromMinutes(1));
        (await run.InTurnAsync(_ledger.Lease())).Unknown.ShouldBe(1);

        _ehr.Verb = WriteVerb.UpdateAsCreate;
        (await run.InTurnAsync(_ledger.Lease())).Sent.ShouldBe(0);
        Claim().State.ShouldBe(LedgerState.InDoubt);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await run.InTurnAsync(_ledger.Lease())).Confirmed.ShouldBe(3);
        Claim().SentBy.ShouldBe(WriteVerb.UpdateAsCreate);
    }

    [Fact]
    public async Task What_was_refused_stays_in_doubt_while_the_ehr_cannot_say_whether_an_earlier_attempt_got_through()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(Fault.Rejected);
        _ehr.Faults.Enqueue(Fault.CannotBeAsked);
        (await RunAsync()).Unknown.ShouldBe(1);
        Claim().State.ShouldBe(LedgerState.InDoubt);
    }

    [Fact]
    public async Task A_claim_that_never_arrives_ends_with_a_person_and_one_that_never_left_does_not()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        for (var run = 0; run < 30; run++)
        {
            _ehr.Faults.Enqueue(Fault.NotSent);
            await RunAsync();
        }

        (Claim().State, Claim().Attempts, Claim().SentAt).ShouldBe((LedgerState.Planned, 0, null), "a refused connection is no attempt");
        for (var run = 0; run < 11; run++)
        {
            _ehr.Faults.Enqueue(Fault.RequestLost);
            await RunAsync();
        }

        (Claim().State, Claim().Attempts, _ehr.Sends).ShouldBe((LedgerState.Quarantined, 10, 10));
        Claim().Reason!.ShouldContain("10 times");
    }

    [Fact]
    public async Task A_run_that_ends_while_it_takes_a_write_back_leaves_what_the_next_one_finishes()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(Fault.NotSent);
        _ledger.Step = step =>
        {
            if (step == "before Planned")
                throw new CrashException("The process died here.");
        };
        await Should.ThrowAsync<CrashException>(RunAsync);
        (Claim().State, Claim().SentAt).ShouldBe((LedgerState.InDoubt, _time.GetUtcNow()));
        _ledger.Step = null;
        _time.Advance(SettleTime.Of(Practice.Tenant.Ehr));
        (await new WriteBackRun(_ledger, _ehr, new PlainBodies(), Practice.Tenant, _time, SettleTime.Of(Practice.Tenant.Ehr)).InTurnAsync(_ledger.Lease())).Confirmed.ShouldBe(3);
        _ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task A_write_that_waited_too_long_after_it_was_recorded_is_taken_back_and_recorded_anew()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ledger.Step = step =>
        {
            if (step == "after Sending")
                _time.Advance(SettleTime.UntilItLeaves(Practice.Tenant.Ehr) + TimeSpan.FromSeconds(1));
        };
        (await RunAsync()).ShouldBe(new WriteBackReport { NotSent = 1, Waiting = 2 });
        (Claim().State, Claim().Attempts, Claim().SentAt, _ehr.Sends).ShouldBe((LedgerState.Planned, 0, null, 0));
        _ledger.Step = null;
        (await RunAsync()).Confirmed.ShouldBe(3);
    }

    [Fact]
    public async Task A_claim_in_doubt_whose_lines_were_held_meanwhile_is_not_sent_again()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(Fault.RequestLost);
        await RunAsync();
        var fence = _ledger.TakeFence();
        foreach (var line in _ledger.All.Where(entry => entry.Code is not null).ToList())
            await _ledger.MoveAsync(fence, line with { Reason = "The record changed." }, LedgerState.Held, default);
        (await RunAsync()).Sent.ShouldBe(0);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Held);
        _ehr.Copies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("one that differs", LedgerState.Quarantined, "differs at servicedDate")]
    [InlineData("two", LedgerState.Quarantined, "2 that are not cancelled")]
    [InlineData("one that somebody cancelled", LedgerState.Quarantined, "Somebody cancelled it")]
    [InlineData("another revision", LedgerState.Quarantined, "another revision")]
    [InlineData("the same", LedgerState.Confirmed, null)]
    public async Task What_is_there_before_the_first_send_is_judged_not_repeated(string there, LedgerState state, string? reason)
    {
        await PlannedBills.AddAsync(_ledger, 1);
        var claim = Claim();
        var resource = new OutboundResource("Claim", claim.Identifier, claim.RevisionIdentifier, claim.Patient, claim.Body);
        switch (there)
        {
            case "two":
                _ehr.Create(resource, "Claim/a");
                _ehr.Create(resource, "Claim/b");
                break;
            case "another revision":
                _ehr.Create(resource with { RevisionIdentifier = claim.Identifier + "R9" }, "Claim/a");
                break;
            default:
                _ehr.Create(resource, "Claim/a", there == "one that somebody cancelled", there == "one that differs" ? "other" : null);
                break;
        }

        var report = await RunAsync();
        Claim().State.ShouldBe(state);
        Claim().Attempts.ShouldBe(0);
        if (reason is null)
            report.Adopted.ShouldBe(1);
        else
            Claim().Reason!.ShouldContain(reason);
        _ehr.Identifiers.ShouldNotContain(identifier => identifier != claim.Identifier && state == LedgerState.Quarantined);
    }

    [Theory]
    [InlineData("Claim", 2, 1)]
    [InlineData("ChargeItem", 1, 2)]
    public async Task A_type_that_the_ehr_does_not_take_is_left_planned(string refused, int confirmed, int notAccepted)
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Refuses.Add(refused);
        var report = await RunAsync();
        (report.Confirmed, report.NotAccepted).ShouldBe((confirmed, notAccepted));
    }

    [Fact]
    public async Task In_shadow_mode_nothing_leaves_even_when_it_was_planned()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        var shadow = Practice.Tenant.With(billing => billing with { FirstMonth = null });
        (await new WriteBackRun(_ledger, _ehr, new PlainBodies(), shadow, _time).InTurnAsync(_ledger.Lease())).Withheld.ShouldBe(3);
        _ehr.Sends.ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelled_run_leaves_sending_and_the_next_one_asks()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        using var stop = new CancellationTokenSource();
        _ledger.Step = step =>
        {
            if (step == "after Sending")
                stop.Cancel();
        };
        await Should.ThrowAsync<OperationCanceledException>(() => Writing().RunAsync(_ledger.Lease(), static (_, _) => Task.CompletedTask, null, stop.Token));
        Claim().State.ShouldBe(LedgerState.Sending);
        _ledger.Step = null;
        (await RunAsync()).Confirmed.ShouldBe(3);
        _ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task An_owner_that_lost_the_tenant_changes_nothing_more()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        var taken = false;
        _ledger.Step = step =>
        {
            if (step == "after Sending" && !taken)
            {
                taken = true;
                _ledger.TakeFence();
            }
        };
        await Should.ThrowAsync<StaleFenceException>(() => Writing().RunAsync(_ledger.Lease(), static (_, _) => Task.CompletedTask, null, default));
        Claim().State.ShouldBe(LedgerState.Sending);
        (await RunAsync()).Confirmed.ShouldBe(3);
        _ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task A_lease_that_does_not_carry_a_request_sends_nothing_and_leaves_the_bill_planned()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        foreach (var answers in new[] { 0, 1 })
        {
            // Once asked before the row is marked, once when the request's turn has come.
            var asked = 0;
            var lease = _ledger.Lease(() =>
            {
                if (asked++ == answers)
                    throw new LeaseException(LeaseFailure.TooShort, "Too little is left.");
            });

            (await Should.ThrowAsync<LeaseException>(() => Writing().InTurnAsync(lease))).Failure.ShouldBe(LeaseFailure.TooShort);

            (Claim().State, Claim().Attempts, Claim().SentAt).ShouldBe((LedgerState.Planned, 0, null));
            _ehr.Sends.ShouldBe(0);
        }

        (await RunAsync()).Confirmed.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_step_ends_with_each_resource_exactly_once(bool together)
    {
        for (var crashAt = 1; ; crashAt++)
        {
            var (ledger, ehr, steps) = (new MemoryLedger(), new FakeEhr { Together = together }, 0);
            await PlannedBills.AddAsync(ledger, 2);
            var at = crashAt;
            ledger.Step = _ =>
            {
                if (++steps == at)
                    throw new CrashException("The process died here.");
            };
            var crashed = await CrashesAsync(ledger, ehr);
            ledger.Step = null;
            await CrashesAsync(ledger, ehr);
            ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Confirmed, $"crash at step {at}");
            ehr.Identifiers.Order(StringComparer.Ordinal).ShouldBe(ledger.All.Select(entry => entry.Identifier).Order(StringComparer.Ordinal), $"crash at step {at}");
            if (!crashed)
                break;
        }
    }

    [Fact]
    public Task Run_twice_is_run_once_whatever_goes_wrong() => Gen.Select(Gen.Int[1, 3], Gen.Enum<Fault>().Array[0, 14], Gen.Bool)
        .SampleAsync((claims, faults, together) => TellAsync(claims, faults, together), iter: Stories);

    private async Task TellAsync(int claims, Fault[] faults, bool together)
    {
        var (ledger, ehr) = (new MemoryLedger(), new FakeEhr { Together = together });
        await PlannedBills.AddAsync(ledger, claims);
        foreach (var fault in faults)
            ehr.Faults.Enqueue(fault);
        for (var run = 0; run < RunsWithFaults && ehr.Faults.Count > 0; run++)
            await CrashesAsync(ledger, ehr);
        ehr.Faults.Clear();
        await CrashesAsync(ledger, ehr);
        await CrashesAsync(ledger, ehr);

        var sends = ehr.Sends;
        (await new WriteBackRun(ledger, ehr, new PlainBodies(), Practice.Tenant, _time).InTurnAsync(ledger.Lease())).Sent.ShouldBe(0);
        ehr.Sends.ShouldBe(sends);
        ehr.Identifiers.ShouldBeUnique();
        foreach (var entry in ledger.All)
        {
            var claim = ledger.All.Single(other => other.Slot == entry.Slot && other.Code is null);
            if (claim.State == LedgerState.Rejected && entry.Code is not null)
                entry.State.ShouldBeOneOf(together ? [LedgerState.Planned, LedgerState.Rejected] : [LedgerState.Planned], "a charge without its claim waits, or was refused with it");
            else
                entry.State.ShouldBeOneOf(LedgerState.Confirmed, LedgerState.Rejected);
            ehr.Identifiers.Contains(entry.Identifier, StringComparer.Ordinal).ShouldBe(entry.State == LedgerState.Confirmed, entry.ToString());
        }
    }

    private WriteBackRun Writing() => new(_ledger, _ehr, new PlainBodies(), Practice.Tenant, _time);

    private Task<WriteBackReport> RunAsync() => Writing().InTurnAsync(_ledger.Lease());

    private LedgerEntry Claim() => _ledger.All.Single(entry => entry.Code is null);

    private async Task<bool> CrashesAsync(MemoryLedger ledger, FakeEhr ehr)
    {
        try
        {
            await new WriteBackRun(ledger, ehr, new PlainBodies(), Practice.Tenant, _time).InTurnAsync(ledger.Lease());
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }
}
