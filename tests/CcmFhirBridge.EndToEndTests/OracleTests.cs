using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Vendors;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>An EHR that takes charges by an operation which does not say what it made: each is there once all the same.</summary>
public sealed class OracleTests
{
    private const string Attribute = ", attribute: \"68985657\"";
    private const string Payers = """

        payers:
          - { payer: commercial, rules: us-medicare-ccm, confirmedBy: billing desk, confirmedOn: 2026-01-15, corrections: replacement }

        """;

    [Theory]
    [InlineData(Attribute, true)]
    [InlineData(Attribute, false)]
    [InlineData("", true)]
    public async Task Every_charge_is_there_once_in_bill_codes_of_the_EHR(string attribute, bool keepsAttributes)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new OracleVendor(keepsAttributes), attribute);

        var report = (await bridge.CloseAsync()).ShouldExit(ExitCode.Done).Json[^1];

        report.GetProperty("confirmed").GetInt32().ShouldBe(ehr.Lines);
        ShouldHoldEveryChargeOnce(ehr);
        var charge = Charges(ehr)[0];
        charge.GetProperty("code").GetProperty("coding")[0].GetProperty("system").GetString().ShouldBe("https://fhir.cerner.com/2c400054/CodeSystem/BillCodes-CDM_SCHED");
        charge.GetProperty("context").GetProperty("reference").GetString()!.ShouldStartWith("Encounter/");
        var written = ehr.History.Records.Count;
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);
        ehr.History.Records.Count.ShouldBe(written);
    }

    [Theory]
    [InlineData(true, Attribute)]
    [InlineData(true, "")]
    [InlineData(false, Attribute)]
    public async Task A_lost_answer_is_found_by_Encounter(bool committed, string attribute)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new OracleVendor(), attribute);
        var aim = new Aim(First: 2, Times: 3);
        ehr.Ehr.Quirks.Add(committed ? new DropAfterCommit(aim) : new ErrorBeforeCommit(aim));

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        await Reruns.UntilSettledAsync(bridge);

        ShouldHoldEveryChargeOnce(ehr);
    }

    [Fact]
    public async Task A_charge_that_comes_beside_ours_is_no_second_one()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new OracleVendor(companion: "99000"), Attribute);

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done).Json[^1].GetProperty("confirmed").GetInt32().ShouldBe(ehr.Lines);

        Charges(ehr).Count.ShouldBe(2 * ehr.Lines);
        await using var session = await bridge.OpenAsync();
        var entries = await session.Store.MonthAsync(Bridge.ServiceMonth, default);
        entries.Where(entry => entry.Code is not null).ShouldAllBe(entry => entry.Reason!.StartsWith("The EHR made of it too: ChargeItem/"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Charges_that_are_no_longer_right_are_credited_once_each_and_made_anew(int lostAnswer)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new OracleVendor(), Attribute, patients: PracticeEhr.EveryStory, more: Payers);
        var practice = new SyncedPractice(bridge, ehr);
        var patient = practice.Of("exactly-40-minutes");
        var coverage = ehr.Ehr.Store.Current("Coverage").First(stored => ehr.Read("Coverage", stored.Id).GetProperty("beneficiary").GetProperty("reference").GetString() == patient);
        ehr.Edit("Coverage", coverage.Id, json => json["type"]!["coding"]![0]!["code"] = "5");
        await bridge.CloseAsync();
        await Reruns.UntilSettledAsync(bridge);
        ehr.Edit("Encounter", practice.EntriesOf(patient)[0], EntryEdits.OneSecondShorter);
        (await bridge.SyncAsync()).ShouldExit(ExitCode.Done);
        var id = (await bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(ExitCode.Partial).Json.ShouldHaveSingleItem().GetProperty("id").GetString()!;
        if (lostAnswer > 0)
            ehr.Ehr.Quirks.Add(new DropAfterCommit(new Aim(First: lostAnswer)));

        await bridge.RunAsync("corrections", "approve", id, "--reason", "The plan takes it.", "--tenant", Bridge.Slug);
        for (var pass = 0; pass < 3; pass++)
        {
            bridge.Clock.Advance(TimeSpan.FromMinutes(10));
            await bridge.CloseAsync();
        }

        var charges = ehr.Ehr.Store.Current("ChargeItem").Select(stored => (Reference: "ChargeItem/" + stored.Id, Json: ehr.Read("ChargeItem", stored.Id)))
            .Where(charge => charge.Json.GetProperty("subject").GetProperty("reference").GetString() == patient).ToList();
        var offsets = charges.SelectMany(charge => OffsetsOf(charge.Json)).ToList();
        offsets.Count.ShouldBe(2, "both charges, once each");
        offsets.ShouldBeUnique();
        var live = charges.Where(charge => OffsetsOf(charge.Json).Count == 0 && !offsets.Contains(charge.Reference)).ToList();
        live.ShouldHaveSingleItem().Json.GetProperty("extension").GetRawText().ShouldContain("R2-99490");
        (await bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Done);
        await using var session = await bridge.OpenAsync();
        (await session.Store.MonthAsync(Bridge.ServiceMonth, default)).Where(entry => entry.Patient == patient && entry is { Revision: 2, Code: not null })
            .ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
    }

    [Fact]
    public async Task A_code_without_a_bill_code_is_rejected_with_what_to_do()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new OracleVendor(), Attribute, codes: "\"99490\": \"1001\"");

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);

        var rejected = (await bridge.RunAsync("outbox", "list", "--tenant", Bridge.Slug, "--state", "rejected", "--json")).Json;
        rejected.ShouldNotBeEmpty();
        rejected.ShouldAllBe(entry => entry.GetProperty("reason").GetString()!.Contains("name it under ehr.writeBack.billCodes.codes"));
        Charges(ehr).ShouldAllBe(charge => charge.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString() == "1001");
    }

    private static async Task<PracticeEhr> StartAsync(Bridge bridge, OracleVendor vendor, string attribute, string? codes = null, int patients = 12, string more = "")
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients, options: new SimulatedEhrOptions
        {
            Vendor = vendor,
            UpdateCreate = false,
            ConditionalCreate = false,
            ConditionalUpdate = false,
            Transactions = false,
            ReadOnlyTypes = ["ChargeItem", "Claim"],
        });
        codes ??= string.Join(", ", ((string[])["99490", "99439", "99491", "99437", "99487", "99489", "G0506"]).Select((code, at) => $"\"{code}\": \"{1001 + at}\""));
        bridge.WriteTenant(ehr.Yaml(
            ("vendor: generic", "vendor: oracle"),
            ("filedThrough: ehr-claim", "filedThrough: ehr-charge"),
            ("writeBack: { claim: auto, chargeItem: auto }", $"writeBack: {{ claim: off, chargeItem: auto, billCodes: {{ source: https://fhir.cerner.com/2c400054, type: CDM_SCHED, schedule: \"667687\", codes: {{ {codes} }}{attribute} }} }}")) + more);
        return ehr;
    }

    private static List<string> OffsetsOf(JsonElement charge) =>
    [
        .. charge.GetProperty("extension").EnumerateArray().Where(extension => extension.GetProperty("url").GetString()!.EndsWith("/offset-by", StringComparison.Ordinal))
            .Select(extension => extension.GetProperty("valueReference").GetProperty("reference").GetString()!),
    ];

    private static List<JsonElement> Charges(PracticeEhr ehr) => [.. ehr.History.Of("ChargeItem").Select(write => ehr.Read("ChargeItem", write.Id))];

    private static void ShouldHoldEveryChargeOnce(PracticeEhr ehr)
    {
        var expected = ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").SelectMany(truth => truth.Lines.Select(_ => truth.Patient)).Order(StringComparer.Ordinal);
        Charges(ehr).Select(charge => charge.GetProperty("subject").GetProperty("reference").GetString()!).Order(StringComparer.Ordinal).ShouldBe(expected);
        var bodies = Charges(ehr).Select(charge => charge.GetProperty("occurrenceDateTime").GetString()!).ToList();
        bodies.ShouldAllBe(day => day.StartsWith(Bridge.Month));
        bodies.ShouldContain(day => day != "2026-04-30", "a charge is of the day on which its threshold was met");
    }
}
