using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Vendors;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>An EHR whose Claims have no identifier: each bill is there once all the same, and what somebody does to it shows.</summary>
public sealed class CanvasTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_bill_is_there_once_in_the_form_of_the_vendor(bool showsReason)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new CanvasVendor(showsReason));

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done).Json[^1].GetProperty("confirmed").GetInt32().ShouldBe(ehr.Bills);

        ShouldHoldEveryBillOnce(ehr);
        var claim = Claims(ehr)[0];
        claim.TryGetProperty("identifier", out _).ShouldBeFalse();
        claim.GetProperty("created").GetString()!.ShouldStartWith(Bridge.Month);
        var written = ehr.History.Records.Count;
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);
        ehr.History.Records.Count.ShouldBe(written);
    }

    [Theory]
    [InlineData("dropped after commit", false)]
    [InlineData("dropped after commit", true)]
    [InlineData("500 after commit", false)]
    [InlineData("500 before commit", false)]
    public async Task A_lost_answer_is_found_by_patient_day_and_codes(string fault, bool showsReason)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new CanvasVendor(showsReason));
        var aim = new Aim(First: 2, Times: 3);
        ehr.Ehr.Quirks.Add(fault switch
        {
            "dropped after commit" => new DropAfterCommit(aim),
            "500 after commit" => new ErrorAfterCommit(aim),
            _ => new ErrorBeforeCommit(aim),
        });

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        await Reruns.UntilSettledAsync(bridge);

        ShouldHoldEveryBillOnce(ehr);
    }

    [Fact]
    public async Task An_amount_that_somebody_changed_before_the_answer_was_heard_is_set_aside_by_its_path()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new CanvasVendor());
        ehr.Ehr.Quirks.Add(new DropAfterCommit(new Aim()));
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        var lost = ehr.History.Records[0];
        ehr.Edit("Claim", lost.Id, claim => claim["item"]![0]!["unitPrice"]!["value"] = 1.00m);

        bridge.Clock.Advance(TimeSpan.FromHours(1));
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);

        var aside = (await bridge.RunAsync("outbox", "list", "--tenant", Bridge.Slug, "--state", "quarantined", "--json")).Json.ShouldHaveSingleItem();
        aside.GetProperty("reason").GetString()!.ShouldContain("item[0].unitPrice.value");
        ehr.History.Records.Count(write => write.Type == "Claim").ShouldBe(ehr.Bills, "nothing is sent beside it");
    }

    [Fact]
    public async Task A_claim_that_somebody_made_by_hand_for_another_day_is_not_ours()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new CanvasVendor());
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);
        var other = JsonNode.Parse(Claims(ehr)[0].GetRawText())!.AsObject();
        other["id"] = "by-hand";
        other["created"] = "2026-03-31";
        ehr.Ehr.Store.Put("Claim", "by-hand", JsonElement.Parse(other.ToJsonString()));

        var report = (await bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month)).Out;

        report.ShouldContain($"{ehr.Bills} confirmed in the ledger, 0 still to be asked about; 0 findings");
        report.ShouldContain("it does not search that type by identifier");
    }

    private static async Task<PracticeEhr> StartAsync(Bridge bridge, CanvasVendor vendor)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: new SimulatedEhrOptions
        {
            Vendor = vendor,
            UpdateCreate = false,
            ConditionalCreate = false,
            ConditionalUpdate = false,
            Transactions = false,
            ReadOnlyTypes = ["ChargeItem"],
        });
        bridge.WriteTenant(ehr.Yaml(("vendor: generic", "vendor: canvas"), ("writeBack: { claim: auto, chargeItem: auto }", "writeBack: { claim: auto, chargeItem: off }")));
        return ehr;
    }

    private static List<JsonElement> Claims(PracticeEhr ehr) =>
        [.. ehr.History.Of("Claim").Select(write => ehr.Read("Claim", write.Id))];

    private static void ShouldHoldEveryBillOnce(PracticeEhr ehr)
    {
        var bills = ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Select(bill => bill.Patient).Order(StringComparer.Ordinal);
        Claims(ehr).Select(claim => claim.GetProperty("patient").GetProperty("reference").GetString()!).Order(StringComparer.Ordinal).ShouldBe(bills);
        ehr.History.Records.ShouldAllBe(record => record.Version == 1);
    }
}
