using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;

namespace CcmFhirBridge.Pipeline.Tests.Months;

public sealed class ReleaseGateTests
{
    public static TheoryData<string, string?, ReleaseMode, int, string, string, ReleaseRefusal> Cases => new()
    {
        // case                                first month  mode                   minutes  read         released by            answer
        { "shadow mode",                       null,        ReleaseMode.Auto,      0,       "complete",  "whole month",         ReleaseRefusal.ShadowMode },
        { "before the first month",            "2026-05",   ReleaseMode.Auto,      0,       "complete",  "whole month",         ReleaseRefusal.BeforeFirstMonth },
        { "the first month itself",            "2026-04",   ReleaseMode.Auto,      0,       "complete",  "nobody",              ReleaseRefusal.None },
        { "a minute too early",                "2026-04",   ReleaseMode.Auto,      -1,      "complete",  "whole month",         ReleaseRefusal.TooEarly },
        { "early, patient, with reason",       "2026-04",   ReleaseMode.Approval,  -30000,  "none",      "patient with reason", ReleaseRefusal.None },
        { "early, patient, without reason",    "2026-04",   ReleaseMode.Approval,  -30000,  "none",      "patient",             ReleaseRefusal.TooEarly },
        { "early, another patient",            "2026-04",   ReleaseMode.Approval,  -30000,  "none",      "another with reason", ReleaseRefusal.TooEarly },
        { "early, shadow mode all the same",   null,        ReleaseMode.Approval,  -30000,  "none",      "patient with reason", ReleaseRefusal.ShadowMode },
        { "never read completely",             "2026-04",   ReleaseMode.Auto,      0,       "none",      "whole month",         ReleaseRefusal.NoCompleteRead },
        { "read, but before the day",          "2026-04",   ReleaseMode.Auto,      0,       "too early", "whole month",         ReleaseRefusal.NoCompleteRead },
        { "nobody approved",                   "2026-04",   ReleaseMode.Approval,  0,       "complete",  "nobody",              ReleaseRefusal.NotApproved },
        { "approved before the day",           "2026-04",   ReleaseMode.Approval,  0,       "complete",  "whole month too early", ReleaseRefusal.NotApproved },
        { "approved before the read",          "2026-04",   ReleaseMode.Approval,  60,      "later",     "whole month",         ReleaseRefusal.NotApproved },
        { "the patient, before the read",      "2026-04",   ReleaseMode.Approval,  60,      "later",     "patient with reason", ReleaseRefusal.NotApproved },
        { "another patient approved",          "2026-04",   ReleaseMode.Approval,  0,       "complete",  "another with reason", ReleaseRefusal.NotApproved },
        { "the patient approved",              "2026-04",   ReleaseMode.Approval,  0,       "complete",  "patient",             ReleaseRefusal.None },
        { "the month approved",                "2026-04",   ReleaseMode.Approval,  0,       "complete",  "whole month",         ReleaseRefusal.None },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_opens_only_when_everything_is_so(
        string name, string? first, ReleaseMode mode, int minutes, string read, string released, ReleaseRefusal answer)
    {
        var tenant = Practice.Tenant.With(billing => billing with { FirstMonth = first is null ? null : ServiceMonth.Parse(first), Release = mode });
        var month = new MonthRecord
        {
            Month = Practice.April,
            State = read == "none" ? MonthState.Open : MonthState.InReview,
            Reason = "",
            ReadStartedAt = read switch { "none" => null, "too early" => Practice.CloseTime.AddSeconds(-1), "later" => Practice.CloseTime.AddMinutes(1), _ => Practice.CloseTime },
        };
        var at = released.EndsWith("too early", StringComparison.Ordinal) ? Practice.CloseTime.AddSeconds(-1) : Practice.CloseTime;
        ReleaseDecision[] releases = released == "nobody" ? [] :
        [
            new(Practice.April, released.StartsWith("patient", StringComparison.Ordinal) ? "Patient/p1"
                : released.StartsWith("another", StringComparison.Ordinal) ? "Patient/p2" : null,
                "biller", at, released.EndsWith("with reason", StringComparison.Ordinal) ? "moves away" : null),
        ];
        ReleaseGate.Ask(tenant, month, releases, "Patient/p1", Practice.CloseTime.AddMinutes(minutes)).ShouldBe(answer, name);
    }

    [Theory]
    [InlineData(5, "2026-05-05T10:00:00Z")]
    [InlineData(1, "2026-05-01T10:00:00Z")]
    [InlineData(28, "2026-05-28T10:00:00Z")]
    public void A_month_may_close_at_six_in_the_practices_morning(int closeOn, string instant) =>
        ReleaseGate.ClosesAt(Practice.Tenant.With(billing => billing with { CloseOn = closeOn }), Practice.April)
            .ShouldBe(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
}
