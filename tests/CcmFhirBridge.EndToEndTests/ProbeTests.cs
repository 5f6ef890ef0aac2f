using System.Text;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What <c>doctor --probe</c> finds out on a patient who is nobody, and that the bridge writes by it.</summary>
public sealed class ProbeTests
{
    private const string TestPatient = "Patient/zz-nobody";
    private const string Auto = "writeBack: { claim: auto, chargeItem: auto }";
    private const string Probed = "writeBack: { claim: auto, chargeItem: auto, testPatient: " + TestPatient + " }";

    [Fact]
    public async Task An_EHR_that_does_all_it_says_is_written_by_whole_transactions_of_our_own_ids()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions());

        var said = await ProbeAsync(bridge, ExitCode.Done);

        foreach (var type in (string[])["Claim", "ChargeItem"])
        {
            foreach (var way in (string[])["PUT with our own id", "conditional update", "conditional create within a transaction", "conditional create"])
                said.ShouldContain($"ok    {(type == "Claim" ? "EHR-011" : "EHR-012")}  {type} by {way}: creates once, also twice at the same moment");
            said.ShouldContain($"{type} by plain create: creates, and a search shows it");
            said.ShouldContain($"{type} is written by PUT with our own id");
        }

        said.ShouldContain("EHR-013  transactions are all or none");
        said.ShouldContain("EHR-008  a Claim and its ChargeItems are written by one transaction");
        ShouldBeWithdrawn(ehr);
        await CloseAsync(bridge, ehr);
        Bills(ehr).ShouldAllBe(write => write.Method == "PUT");
    }

    [Fact]
    public async Task An_EHR_that_says_more_than_it_does_is_written_by_what_it_does()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions
        {
            UpdateCreate = false,
            ConditionalCreate = false,
            ConditionalUpdate = false,
            Transactions = false,
            Quirks = [new BoastfulStatement()],
        });

        var said = await ProbeAsync(bridge, ExitCode.Done);

        said.ShouldContain("Claim by PUT with our own id: refused, HTTP 405");
        said.ShouldContain("Claim by conditional update: refused, HTTP 405");
        said.ShouldContain("warn  EHR-011  Claim by conditional create: the same create twice is there 2 times");
        said.ShouldContain("EHR-013  no transactions");
        said.ShouldContain("warn  EHR-006  Claim is written by a plain create");
        said.ShouldNotContain("EHR-008");
        ShouldBeWithdrawn(ehr);
        await CloseAsync(bridge, ehr);
        Bills(ehr).ShouldAllBe(write => write.Method == "POST");
    }

    [Fact]
    public async Task An_EHR_whose_transactions_come_in_pieces_gets_one_resource_after_the_other()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions { TransactionsInPieces = true });

        var said = await ProbeAsync(bridge, ExitCode.Done);

        said.ShouldContain("warn  EHR-013  a transaction with a faulty entry left its sound one");
        said.ShouldNotContain("EHR-008");
        ShouldBeWithdrawn(ehr);
        await CloseAsync(bridge, ehr);
    }

    [Fact]
    public async Task A_measurement_outlives_the_command_until_the_EHR_says_something_else()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions());
        await ProbeAsync(bridge, ExitCode.Done);

        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Done).Out.ShouldContain("EHR-008");
        ehr.Ehr.Quirks.Add(new OtherSoftware());
        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Done).Out.ShouldNotContain("EHR-008");
    }

    [Fact]
    public async Task Nothing_is_tried_out_on_somebody()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions());
        var billed = "Patient/" + ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient.Split('/')[^1];
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);
        var written = ehr.History.Records.Count;

        bridge.WriteTenant(ehr.Yaml((Auto, Probed.Replace(TestPatient, billed, StringComparison.Ordinal))));
        (await ProbeAsync(bridge, ExitCode.Ehr)).ShouldContain("has bills in the ledger");
        bridge.WriteTenant(ehr.Yaml());
        (await ProbeAsync(bridge, ExitCode.Ehr)).ShouldContain("name one as ehr.writeBack.testPatient");
        bridge.WriteTenant(ehr.Yaml((Auto, Probed.Replace(TestPatient, "Patient/not-there", StringComparison.Ordinal))));
        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug, "--probe")).ShouldExit(ExitCode.Ehr).Error.ShouldContain("does not have the patient of ehr.writeBack.testPatient");

        ehr.History.Records.Count.ShouldBe(written);
    }

    [Fact]
    public async Task A_patient_who_is_nobody_is_not_billed_however_good_the_record_looks()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions());
        var qualified = "Patient/" + ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient.Split('/')[^1];
        bridge.WriteTenant(ehr.Yaml((Auto, Probed.Replace(TestPatient, qualified, StringComparison.Ordinal))));

        var lines = (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial).Json;

        lines.Single(line => line.TryGetProperty("patient", out var patient) && patient.GetString() == qualified).GetProperty("reasons")[0].GetString()!.ShouldContain("release.test-patient");
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldNotContain(qualified);
        ehr.Ours("Claim").Count.ShouldBe(ehr.Bills - 1);
    }

    [Fact]
    public async Task An_EHR_that_answers_200_with_a_refusal_inside_gets_what_it_takes_and_the_rest_is_rejected()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: new SimulatedEhrOptions { TransactionsInPieces = true, ReadOnlyTypes = ["ChargeItem"] });
        bridge.WriteTenant(ehr.Yaml((Auto, "writeBack: { claim: transaction, chargeItem: transaction }")));

        var report = (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial).Json[^1];

        (report.GetProperty("confirmed").GetInt32(), report.GetProperty("rejected").GetInt32()).ShouldBe((ehr.Bills, ehr.Lines));
        ehr.Ours("Claim").Count.ShouldBe(ehr.Bills);
        var written = ehr.History.Records.Count;
        await bridge.CloseAsync();
        ehr.History.Records.Count.ShouldBe(written, "what was refused for good is not sent again");
    }

    private static async Task<PracticeEhr> StartAsync(Bridge bridge, SimulatedEhrOptions options)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: options);
        ehr.Ehr.Store.Put("Patient", TestPatient.Split('/')[1], System.Text.Json.JsonElement.Parse("""{"resourceType":"Patient","id":"zz-nobody"}"""));
        bridge.WriteTenant(ehr.Yaml((Auto, Probed)));
        return ehr;
    }

    private static async Task<string> ProbeAsync(Bridge bridge, int exit) =>
        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug, "--probe")).ShouldExit(exit).Out;

    private static async Task CloseAsync(Bridge bridge, PracticeEhr ehr)
    {
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);
        Bills(ehr).Count.ShouldBe(ehr.Bills + ehr.Lines);
        Bills(ehr).ShouldAllBe(write => write.Version == 1);
    }

    private static List<Simulator.Histories.WriteRecord> Bills(PracticeEhr ehr) =>
        [.. ehr.History.Records.Where(write => !Encoding.UTF8.GetString(write.Body ?? []).Contains(Canonicals.ProbeIdentifier, StringComparison.Ordinal))];

    private static void ShouldBeWithdrawn(PracticeEhr ehr)
    {
        var probes = ehr.Ours("Claim").Concat(ehr.Ours("ChargeItem")).Select(stored => Encoding.UTF8.GetString(stored.Body!)).ToList();
        probes.ShouldNotBeEmpty();
        probes.ShouldAllBe(body => body.Contains(TestPatient) && body.Contains("\"entered-in-error\""));
    }

    private sealed class OtherSoftware : IQuirk
    {
        public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
        {
            if (context is { Path: "metadata", Answer: { } answer })
                context.Answer = answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body).Replace("CcmFhirBridge simulated EHR", "Another EHR", StringComparison.Ordinal)) };
            return ValueTask.CompletedTask;
        }
    }
}
