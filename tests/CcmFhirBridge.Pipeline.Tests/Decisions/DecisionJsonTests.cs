using System.Text;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Decisions;
using CsCheck;

namespace CcmFhirBridge.Pipeline.Tests.Decisions;

public sealed class DecisionJsonTests
{
    private const string Good =
        """{"patient":"Patient/p1","month":"2026-04","kind":"lower-units","by":"maria","at":"2026-05-04T15:30:00Z","reason":"The record carries one.","code":"99439","units":1}""";

    private static readonly Gen<HumanDecision> Decisions =
        from kind in Gen.Enum<DecisionKind>()
        from reason in Gen.String[Gen.Char.Where(letter => !char.IsSurrogate(letter) && letter != '\0'), 1, 40].Where(text => !string.IsNullOrWhiteSpace(text))
        from month in Gen.Int[0, 100]
        from ticks in Gen.Long[0, TimeSpan.TicksPerDay]
        from units in Gen.Int[1, 9]
        from flags in Gen.Int[0, 3]
        let of = new ServiceMonth(2018, 1).AddMonths(month)
        select new HumanDecision
        {
            Patient = "Patient/p1",
            Month = of,
            Kind = kind,
            By = "maria",
            At = new DateTimeOffset(2026, 5, 4, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks),
            Reason = reason,
            Rules = kind == DecisionKind.Approve ? ["time.own-overlap", "consent.active"] : [],
            Evidence = kind == DecisionKind.Approve && flags > 0 ? ["Encounter/e1"] : [],
            Code = kind is DecisionKind.LowerUnits or DecisionKind.WithholdCode ? "99439" : null,
            Units = kind == DecisionKind.LowerUnits ? units : null,
            Pathway = kind == DecisionKind.ChoosePathway ? "staff" : null,
            Practitioner = kind is DecisionKind.AttestRisk or DecisionKind.AttestDecisionMaking or DecisionKind.BillingPractitioner ? "npi:1234567893" : null,
            Level = kind == DecisionKind.AttestDecisionMaking ? "high" : null,
            Day = kind == DecisionKind.AttestDecisionMaking ? of.LastDay : null,
            ExpectedDuration = kind == DecisionKind.AttestRisk ? (flags & 1) == 1 : null,
            SignificantRisk = kind == DecisionKind.AttestRisk ? (flags & 2) == 2 : null,
            Withdraws = kind == DecisionKind.Withdraw ? "0123456789ab" : null,
            Via = (flags & 1) == 1 ? "billing-app" : null,
        };

    [Fact]
    public void What_is_written_is_read_back_whole_with_the_same_id() => Decisions.Sample(decision =>
    {
        var line = DecisionJson.ToUtf8(decision);
        line.ShouldNotContain((byte)'\n');
        var read = DecisionJson.Read(line);
        read.Id.ShouldBe(decision.Id);
        DecisionJson.ToUtf8(read).ShouldBe(line);
    });

    [Fact]
    public void A_decision_is_read_without_an_id() => DecisionJson.Read(Encoding.UTF8.GetBytes(Good)).Units.ShouldBe(1);

    [Theory]
    [InlineData("{", "it is not JSON")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("\"code\":\"99439\"->\"kode\":\"99439\"", "a member that no decision has. Known are: id, patient")]
    [InlineData("\"units\":1->\"units\":1,\"units\":2", "names a member twice")]
    [InlineData("Patient/p1->p1", "'patient' is not written Patient/id")]
    [InlineData("\"2026-04\"->\"2026-13\"", "'month' is not written YYYY-MM")]
    [InlineData("lower-units->lower", "'kind' is not one of: approve, hold")]
    [InlineData("\"by\":\"maria\",->", "'by' is missing")]
    [InlineData("\"maria\"->\" \"", "says who made it")]
    [InlineData("2026-05-04T15:30:00Z->yesterday", "'at' is not an instant")]
    [InlineData("\"reason\":\"The record carries one.\"->\"reason\":7", "'reason' is not a text")]
    [InlineData("\"units\":1->\"units\":1.5", "'units' is not a whole number")]
    [InlineData("\"units\":1->\"units\":0", "1 or more units")]
    [InlineData("\"units\":1->\"units\":1,\"rules\":\"time.own-overlap\"", "'rules' is not a list of texts")]
    [InlineData("\"units\":1->\"units\":1,\"day\":\"2026-4-1\"", "'day' is not written YYYY-MM-DD")]
    [InlineData("\"units\":1->\"units\":1,\"significantRisk\":\"yes\"", "'significantRisk' is neither true nor false")]
    [InlineData("\"units\":1->\"units\":1,\"id\":\"0123456789ab\"", "something of it was changed")]
    public void A_line_that_is_no_decision_says_what_to_mend(string change, string words)
    {
        var parts = change.Split("->");
        var line = parts.Length == 1 ? change : Good.Replace(parts[0], parts[1], StringComparison.Ordinal);
        line.ShouldNotBe(Good);
        Should.Throw<DecisionFormatException>(() => DecisionJson.Read(Encoding.UTF8.GetBytes(line))).Message.ShouldContain(words);
    }

    [Fact]
    public void No_message_repeats_what_the_reason_says()
    {
        var line = Good.Replace("The record carries one.", "SECRET", StringComparison.Ordinal).Replace("lower-units", "nonsense", StringComparison.Ordinal);
        Should.Throw<DecisionFormatException>(() => DecisionJson.Read(Encoding.UTF8.GetBytes(line))).Message.ShouldNotContain("SECRET");
    }
}
