using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Pipeline.Tests.Assessing;

public sealed class AssessmentJsonTests
{
    private static readonly PractitionerIdentity DrA = new("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner);
    private static readonly DateTimeOffset Start = new(2026, 4, 14, 14, 0, 0, TimeSpan.Zero);
    private static readonly ServiceLine Line = new("99490", 1, new DateOnly(2026, 4, 14), 125m, 125m, 66.13m);
    private static readonly ImmutableSortedDictionary<string, int> BeforeConsent = ImmutableSortedDictionary<string, int>.Empty.Add("before-consent", 300);

    private static Assessment Sample => new()
    {
        Tenant = "lakeside",
        Patient = "Patient/p1",
        Month = new ServiceMonth(2026, 4),
        Outcome = Outcome.Bill,
        BillingPractitioner = DrA,
        Payer = "medicare-part-b",
        Setting = PracticeSetting.Professional,
        PlaceOfService = "11",
        Diagnoses = [new Diagnosis("E11.9", "diabetes", new SourceReference("Condition", "c1")), new Diagnosis("I10", "hypertension", new SourceReference("Condition", "c2"))],
        Lines = [Line],
        Time = new TimeLedger
        {
            ClinicalStaff = 1200,
            Practitioner = 0,
            Pooled = 0,
            Excluded = 300,
            Surplus = 0,
            ExcludedBy = BeforeConsent,
            Lines = [new TimeLedgerLine(new SourceReference("Encounter", "e1", "2"), new Interval(Start, Start.AddSeconds(1500)), [new Performer(DrA, null)], "documentation", 1200, 0, BeforeConsent)],
        },
        Findings =
        [
            new Finding
            {
                Rule = "consent.active", Result = FindingResult.Met, Severity = Severity.Block, Message = "Consent is in force.", Source = "CMS CCM FAQ",
                Evidence = [new SourceReference("Consent", "c1"), new SourceReference("Consent", "c2", "3")],
                Reads = [new ParameterRead("codes.99490.floor", "1200 s", new DateOnly(2015, 1, 1), ["mln"], Confidence.Primary)],
            },
        ],
        RulePack = "us-medicare-ccm@1",
        TenantRevision = "sha256:x",
        Engine = "0.1.0",
    };

    [Fact]
    public void The_shape_is_the_contracts() => Encoding.UTF8.GetString(AssessmentJson.ToUtf8(Sample)).ShouldBe(
        """
        {"tenant":"lakeside","patient":"Patient/p1","month":"2026-04","outcome":"bill","billingPractitioner":"Practitioner/dr-a","renderingNpi":"1234567893","payer":"medicare-part-b","placeOfService":"11","diagnoses":["E11.9","I10"],"lines":[{"code":"99490","units":1,"dateOfService":"2026-04-14","charge":125.00,"amount":66.13}],"seconds":{"clinicalStaff":1200,"practitioner":0,"pooled":0,"excluded":300,"surplus":0,"excludedBy":{"before-consent":300}},"findings":[{"rule":"consent.active","result":"met","severity":"block","message":"Consent is in force.","source":"CMS CCM FAQ","evidence":["Consent/c1","Consent/c2/_history/3"]}],"gaps":[],"next":[],"alternatives":[],"rulePack":"us-medicare-ccm@1","tenantRevision":"sha256:x","engine":"0.1.0"}
        """);

    [Fact]
    public void Explain_adds_the_ledger_and_the_values_read()
    {
        using var json = JsonDocument.Parse(AssessmentJson.ToUtf8(Sample, explain: true));
        json.RootElement.GetProperty("time").GetRawText().ShouldBe(
            """[{"source":"Encounter/e1/_history/2","start":"2026-04-14T14:00:00Z","end":"2026-04-14T14:25:00Z","activity":"documentation","performers":["Practitioner/dr-a"],"clinicalStaff":1200,"practitioner":0,"excludedBy":{"before-consent":300}}]""");
        json.RootElement.GetProperty("findings")[0].GetProperty("reads").GetRawText().ShouldBe(
            """[{"parameter":"codes.99490.floor","value":"1200 s","since":"2015-01-01","sources":["mln"],"confidence":"primary"}]""");
    }

    [Fact]
    public void An_entry_names_the_answers_that_tell_how_long_it_was()
    {
        var line = Sample.Time.Lines[0] with { Answers = [new SourceReference("QuestionnaireResponse", "q1", "4"), new SourceReference("QuestionnaireResponse", "q2")] };
        using var json = JsonDocument.Parse(AssessmentJson.ToUtf8(Sample with { Time = Sample.Time with { Lines = [line] } }, explain: true));

        json.RootElement.GetProperty("time")[0].GetProperty("answers").GetRawText().ShouldBe("""["QuestionnaireResponse/q1/_history/4","QuestionnaireResponse/q2"]""");
    }

    [Fact]
    public void What_is_not_known_is_null_and_lists_are_written_out()
    {
        var assessment = Sample with
        {
            Outcome = Outcome.Hold,
            BillingPractitioner = null,
            Payer = null,
            Lines = [Line with { UnitCharge = null, Charge = null, Amount = null }],
            Gaps = [new RecordGap("gap.date-unreadable", null, "$.period.end", "The end cannot be read.")],
            Next = [new NextStep("consent.active", "Ask.", "clinical staff")],
            Alternatives = [new Alternative("practitioner", [Line], "Both stand.")],
        };
        using var json = JsonDocument.Parse(AssessmentJson.ToUtf8(assessment));
        var root = json.RootElement;
        root.GetProperty("billingPractitioner").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("renderingNpi").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("payer").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("lines")[0].GetProperty("charge").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("lines")[0].GetProperty("amount").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("gaps").GetRawText().ShouldBe("""[{"code":"gap.date-unreadable","source":null,"path":"$.period.end","message":"The end cannot be read."}]""");
        root.GetProperty("next").GetRawText().ShouldBe("""[{"rule":"consent.active","action":"Ask.","by":"clinical staff"}]""");
        root.GetProperty("alternatives")[0].GetProperty("pathway").GetString().ShouldBe("practitioner");
        root.GetProperty("alternatives")[0].GetProperty("lines")[0].GetProperty("amount").GetRawText().ShouldBe("66.13");
    }

    [Theory]
    [InlineData(Outcome.None, "none")]
    [InlineData(Outcome.Block, "block")]
    [InlineData(Outcome.Hold, "hold")]
    [InlineData(Outcome.Bill, "bill")]
    public void Outcomes_are_the_contracts_words(Outcome outcome, string word) => AssessmentJson.Word(outcome).ShouldBe(word);

    [Fact]
    public void Results_and_severities_are_the_contracts_words()
    {
        Enum.GetValues<FindingResult>().Select(AssessmentJson.Word).ShouldBe(["met", "not-met", "cannot-tell"]);
        Enum.GetValues<Severity>().Select(AssessmentJson.Word).ShouldBe(["info", "warn", "hold", "block"]);
    }

    [Fact]
    public void A_buffer_gets_the_same_bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        AssessmentJson.Write(buffer, Sample);
        buffer.WrittenSpan.ToArray().ShouldBe(AssessmentJson.ToUtf8(Sample));
    }
}
