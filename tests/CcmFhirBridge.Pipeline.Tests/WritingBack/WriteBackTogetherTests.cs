using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

/// <summary>A Claim and its ChargeItems by one transaction.</summary>
public sealed class WriteBackTogetherTests
{
    private readonly MemoryLedger _ledger = new();
    private readonly FakeEhr _ehr = new() { Together = true, Verb = WriteVerb.ConditionalCreate };
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    [Fact]
    public async Task Each_bill_is_one_transaction_and_each_resource_is_confirmed_by_itself()
    {
        await PlannedBills.AddAsync(_ledger, 2);

        (await RunAsync()).ShouldBe(new WriteBackReport { Sent = 6, Confirmed = 6 });

        _ehr.Transactions.ShouldBe([3, 3]);
        _ehr.Sends.ShouldBe(2);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Confirmed && entry.Attempts == 1 && entry.SentBy == WriteVerb.ConditionalCreate);
        (await RunAsync()).ShouldBe(new WriteBackReport());
    }

    public static TheoryData<Fault, WriteBackReport, LedgerState, WriteBackReport> Faults => new()
    {
        // fault of the transaction  the first run says                         all three are then     the second run says
        { Fault.AnswerLost, new() { Sent = 3, Unknown = 3 }, LedgerState.InDoubt, new() { Confirmed = 3 } },
        { Fault.RequestLost, new() { Sent = 3, Unknown = 3 }, LedgerState.InDoubt, new() { Sent = 3, Confirmed = 3 } },
        { Fault.NotSent, new() { NotSent = 3 }, LedgerState.Planned, new() { Sent = 3, Confirmed = 3 } },
        { Fault.Rejected, new() { Sent = 3, Rejected = 3 }, LedgerState.Rejected, new() },
        { Fault.RejectedThough, new() { Sent = 3, Confirmed = 3 }, LedgerState.Confirmed, new() },
        { Fault.SaysExists, new() { Sent = 3, Confirmed = 3 }, LedgerState.Confirmed, new() },
        { Fault.CannotBeAsked, new() { NotSent = 3 }, LedgerState.Planned, new() { Sent = 3, Confirmed = 3 } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_strikes_the_whole_bill_and_the_next_run_finishes_it(Fault fault, WriteBackReport first, LedgerState state, WriteBackReport second)
    {
        await PlannedBills.AddAsync(_ledger, 1);
        _ehr.Faults.Enqueue(fault);

        (await RunAsync()).ShouldBe(first);

        _ledger.All.ShouldAllBe(entry => entry.State == state);
        (await RunAsync()).ShouldBe(second);
        _ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task What_is_left_of_a_bill_goes_by_itself()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        var claim = _ledger.All.Single(entry => entry.Code is null);
        _ehr.Create(new OutboundResource("Claim", claim.Identifier, claim.RevisionIdentifier, claim.Patient, claim.Body), "Claim/77");

        (await RunAsync()).ShouldBe(new WriteBackReport { Sent = 2, Confirmed = 3, Adopted = 1 });

        _ehr.Transactions.ShouldBeEmpty();
        _ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task A_bill_with_a_held_line_does_not_leave()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        var line = _ledger.All.First(entry => entry.Code is not null);
        await _ledger.MoveAsync(_ledger.TakeFence(), line, LedgerState.Held, default);

        (await RunAsync()).Sent.ShouldBe(0);

        _ledger.All.Single(entry => entry.Code is null).State.ShouldBe(LedgerState.Held);
        _ehr.Sends.ShouldBe(0);
    }

    [Fact]
    public async Task A_lease_that_does_not_carry_the_transaction_takes_all_of_it_back()
    {
        await PlannedBills.AddAsync(_ledger, 1);
        foreach (var answers in new[] { 0, 1 })
        {
            var asked = 0;
            var lease = _ledger.Lease(() =>
            {
                if (asked++ == answers)
                    throw new LeaseException(LeaseFailure.TooShort, "Too little is left.");
            });

            await Should.ThrowAsync<LeaseException>(() => Writing().InTurnAsync(lease));

            _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Planned && entry.Attempts == 0 && entry.SentAt == null && entry.SentBy == null);
            _ehr.Sends.ShouldBe(0);
        }

        (await RunAsync()).Confirmed.ShouldBe(3);
    }

    private WriteBackRun Writing() => new(_ledger, _ehr, new PlainBodies(), Practice.Tenant, _time);

    private Task<WriteBackReport> RunAsync() => Writing().InTurnAsync(_ledger.Lease());
}
