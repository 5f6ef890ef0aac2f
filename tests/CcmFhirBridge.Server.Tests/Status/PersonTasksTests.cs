using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Server.Status;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests.Status;

public sealed class PersonTasksTests
{
    private static readonly ServiceMonth s_may = ServiceMonth.Parse("2026-05");

    public static TheoryData<string, Func<TenantFigures, TenantFigures>> OfFigures => new()
    {
        { "read-incomplete", figures => figures with { IncompleteTypes = 1 } },
        { "records-in-doubt", figures => figures with { DoubtedPatients = 1 } },
        { "resources-unreadable", figures => figures with { Gaps = 1 } },
        { "types-unread", figures => figures with { UnreadTypes = ["Claim", "Consent"] } },
        { "ehr-changed", figures => figures with { EhrChanged = Some.Morning.AddDays(-6) } },
        { "reads-fallen-back", figures => figures with { FallenForms = 1 } },
        { "patients-held", figures => figures with { Assessed = figures.Assessed.Add(Outcome.Hold, 1) } },
        { "month-in-review", figures => figures with { Months = [April(MonthState.InReview, Some.Morning)] } },
        { "month-incomplete", figures => figures with { Months = [April(MonthState.InReview, readAt: null)] } },
        { "month-overdue", figures => figures with { Months = [April(MonthState.Open, readAt: null)] } },
        { "month-overdue", figures => figures with { Months = [] } },
        { "claims-in-doubt", figures => figures with { Outbox = figures.Outbox with { InDoubt = 1 } } },
        { "claims-quarantined", figures => figures with { Quarantined = 1 } },
        { "claims-half-written", figures => figures with { HalfWritten = 1 } },
        { "claims-drifted", figures => figures with { Comparisons = [new MonthComparison { Month = s_may.Previous, At = Some.Morning, Findings = 2, Duplicates = 1 }] } },
        { "claims-not-compared", figures => figures with { Comparisons = [new MonthComparison { Month = s_may.Previous, At = Some.Morning, NotMade = "The EHR refuses the search." }] } },
        { "claims-rejected", figures => figures with { Rejected = 1 } },
        { "claims-held", figures => figures with { Held = 1 } },
        { "outbox-old", figures => figures with { Outbox = figures.Outbox with { Planned = 1, OldestSince = Some.Morning.AddHours(-25) } } },
        { "encounters-silent", figures => figures with { LastEncounters = Some.Morning.AddDays(-5) } },
    };

    [Theory]
    [MemberData(nameof(OfFigures))]
    public void Each_thing_that_needs_a_person_is_told_with_what_to_do(string code, Func<TenantFigures, TenantFigures> change)
    {
        var task = Look(change(Some.Figures(s_may))).Tasks.ShouldHaveSingleItem();

        task.Code.ShouldBe(code);
        task.What.ShouldEndWith(".");
        task.Advice.Length.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_tenant_of_which_all_is_well_needs_nobody() => Look(Some.Figures(s_may)).Worst.ShouldBeNull();

    [Fact]
    public void What_is_planned_since_this_morning_is_no_matter_yet() =>
        Look(Some.Figures(s_may) with { Outbox = new OutboxFigures { Planned = 9, InDoubt = 0, MostAttempts = 0, OldestSince = Some.Morning } }).Tasks.ShouldBeEmpty();

    [Fact]
    public void A_closing_has_a_day_to_read_everything_again()
    {
        var figures = Some.Figures(s_may) with { Months = [] };
        var closing = ClosingCalendar.DueAt(Tenants.Make(firstMonth: "2026-04"), s_may.Previous);

        At(closing.AddHours(23)).ShouldBeEmpty();
        At(closing.AddHours(25)).ShouldBe(["month-overdue"]);

        IEnumerable<string> At(DateTimeOffset now) => (Look(figures with { LastSync = now, LastEncounters = now }) with { Now = now }).Tasks.Select(task => task.Code);
    }

    [Fact]
    public void From_outside_a_store_that_is_no_longer_read_asks_whether_the_service_runs()
    {
        Look(Some.Figures(s_may) with { LastSync = Some.Morning.AddMinutes(-16) }).Tasks.Select(task => task.Code).ShouldBe(["sync-overdue"]);
        (Look(Some.Figures(s_may)) with { Figures = null }).Tasks.Select(task => task.Code).ShouldBe(["never-read"]);
    }

    [Fact]
    public void Every_failure_kind_has_advice_of_its_own_and_the_most_pressing_task_comes_first()
    {
        var failing = Worker() with { FailuresInARow = 3, LastFailure = new WorkerFailure(new FailureKind("ehr-unauthorized", OfEhr: true), Some.Morning) };

        var status = Look(Some.Figures(s_may) with { Gaps = 2 }) with { Worker = failing };

        status.Tasks.Select(task => task.Code).ShouldBe(["sync-failing", "resources-unreadable"]);
        status.Tasks[0].Advice.ShouldContain("ehr.auth");
    }

    [Fact]
    public void A_paused_tenant_is_neither_overdue_nor_silent()
    {
        var figures = Some.Figures(s_may) with { LastEncounters = Some.Morning.AddDays(-30) };
        var paused = Worker() with { Pause = new TenantPause(Some.Morning.AddDays(-30), "ops", Reason: null), Figures = figures, LastSuccess = Some.Morning.AddDays(-30) };

        (Look(figures) with { Worker = paused, Pause = paused.Pause }).Tasks.Select(task => task.Code).ShouldBe(["paused"]);
        paused.Silence(Some.Morning).ShouldBeNull();
    }

    [Fact]
    public void Credentials_that_were_refused_are_wrong_and_not_only_a_pause()
    {
        var pause = new TenantPause(Some.Morning.AddMinutes(-10), TenantPause.Bridge, "refused");

        var task = (Look(Some.Figures(s_may)) with { Worker = Worker() with { Pause = pause }, Pause = pause }).Tasks.ShouldHaveSingleItem();

        (task.Urgency, task.Code).ShouldBe((Urgency.Wrong, "credentials-refused"));
        task.Advice.ShouldContain("ccm-bridge doctor --tenant lakeside");
        task.Advice.ShouldContain("ccm-bridge tenant resume lakeside");
    }

    private static MonthRecord April(MonthState state, DateTimeOffset? readAt) =>
        new() { Month = s_may.Previous, State = state, Reason = "", ReadStartedAt = readAt };

    private static WorkerStatus Worker() => new()
    {
        Tenant = "lakeside",
        Every = TimeSpan.FromMinutes(5),
        StartedAt = Some.Morning,
        LastSuccess = Some.Morning,
        Settings = Tenants.Make(firstMonth: "2026-04"),
    };

    private static TenantStatus Look(TenantFigures figures) => new()
    {
        Tenant = Tenants.Make(firstMonth: "2026-04"),
        Now = Some.Morning,
        Figures = figures,
        SilenceAfter = TimeSpan.FromHours(25),
    };
}
