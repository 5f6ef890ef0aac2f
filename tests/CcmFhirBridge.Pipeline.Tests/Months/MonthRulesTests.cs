using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>A closed month is replayed with the overlays that it was closed with.</summary>
public sealed class MonthRulesTests
{
    private readonly MemoryStore _store = new();

    [Fact]
    public void Without_overlays_the_version_is_that_of_the_pack() => Rules().Version.ShouldBe(Practice.Rules.Version);

    [Fact]
    public void The_version_names_every_overlay_once_and_in_one_order() =>
        Rules("plan-b@1", "plan-a@1", "plan-b@1").Version.ShouldBe("us-test@1 plan-a@1 plan-b@1");

    [Fact]
    public async Task The_content_of_every_overlay_is_kept()
    {
        await Rules("plan-a@1").KeepAsync(default);

        Encoding.UTF8.GetString((await _store.RulePackAsync("plan-a@1", default))!.Value.Span).ShouldBe("plan-a@1");
        (await _store.RulePackAsync(Practice.Rules.Version, default)).ShouldNotBeNull();
    }

    [Theory]
    //          state              closed with              in use      a patient of plan-a goes by
    [InlineData(MonthState.Open, null, "plan-a@2", "plan-a@2")]
    [InlineData(MonthState.InReview, "us-test@1 plan-a@1", "plan-a@2", "plan-a@2")]
    [InlineData(MonthState.Closed, "us-test@1 plan-a@1", "plan-a@1", "plan-a@1")]
    [InlineData(MonthState.Closed, "us-test@1 plan-a@1", "plan-a@2", "plan-a@1")]
    [InlineData(MonthState.Closed, "us-test@1", "plan-a@1", null)]
    [InlineData(MonthState.Closed, "us-test@1 plan-b@1", "plan-a@1", null)]
    public async Task A_closed_month_keeps_the_overlays_that_it_was_closed_with(MonthState state, string? closedWith, string inUse, string? expected)
    {
        await Rules("plan-a@1", "plan-b@1").KeepAsync(default);
        await _store.SaveAsync(new MonthRecord { Month = Practice.April, State = state, Reason = "", RulePack = closedWith }, default);

        var byPayer = await Rules(inUse).InForceAsync(Practice.April, default);

        byPayer.For(OfPlan, WithPlan, Practice.April)?.Version.ShouldBe(expected);
        (byPayer.For(OfPlan, WithPlan, Practice.April) is null).ShouldBe(expected is null);
        byPayer.For(OfPlan, Practice.Tenant, Practice.April)!.Version.ShouldBe("us-test@1");
    }

    private static readonly PatientRecord OfPlan = new()
    {
        Patient = new SourceReference("Patient", "p1"),
        Coverages = [new CoverageRecord { Source = new SourceReference("Coverage", "c1"), Status = "active", PayerTypeCode = "111" }],
    };

    private static readonly Tenant WithPlan = Practice.Tenant with
    {
        Payers = [new PayerSetting { Payer = "medicare-advantage", Overlay = new PayerOverlay("plan-a", new Named("plan-a@2"), default) }],
    };

    private MonthRules Rules(params string[] overlays) =>
        new(new ShippedRulePack(Practice.Rules, "rules"u8.ToArray()), _store, static content => new Named(Encoding.UTF8.GetString(content.Span)))
        {
            Overlays = [.. overlays.Select(version => new ShippedRulePack(new Named(version), Encoding.UTF8.GetBytes(version)))],
        };

    private sealed class Named(string version) : IRulePack
    {
        public string Version => version;

        public RulesInForce? InForce(ServiceMonth month) => Practice.Rules.InForce(month)! with { Version = version, Overlay = version.Split('@')[0] };
    }
}
