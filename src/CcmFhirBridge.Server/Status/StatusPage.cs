using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Server.Status;

/// <summary>The page at <c>/</c>: every tenant at a glance and what needs a person. One document, no script, nothing from elsewhere.</summary>
internal static partial class StatusPage
{
    private const int MostMonths = 3;

    public static string Render(
        ImmutableArray<TenantStatus> tenants, ImmutableArray<PersonTask> ofHome, string version, DateTimeOffset now)
    {
        HtmlText html = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="refresh" content="60">
            <title>{Title(tenants, ofHome)} · CcmFhirBridge</title>
            <style>{StatusStyle.Html}</style>
            </head>
            <body>
            <header><h1>CcmFhirBridge</h1><p>{Summary(tenants)}</p></header>
            <main>
            {Tasks(tenants, ofHome)}
            {Table(tenants)}
            </main>
            <footer><p>Version {version}. As of {Utc(now)}; the page comes anew every minute. <a href="health/ready">Health</a> · <a href="metrics">Metrics</a></p></footer>
            </body>
            </html>

            """;
        return html.ToString();
    }

    private static string Title(ImmutableArray<TenantStatus> tenants, ImmutableArray<PersonTask> ofHome) =>
        tenants.Count(tenant => tenant.Worst == Urgency.Wrong) + ofHome.Length is > 0 and var wrong ? $"{wrong} wrong" : "All well";

    private static string Summary(ImmutableArray<TenantStatus> tenants)
    {
        var wrong = tenants.Count(tenant => tenant.Worst == Urgency.Wrong);
        var waiting = tenants.Count(tenant => tenant.Worst == Urgency.Waiting);
        return $"{tenants.Length} {(tenants.Length == 1 ? "tenant" : "tenants")}: {wrong} with something wrong, {waiting} waiting for a person, {tenants.Length - wrong - waiting} well.";
    }

    private static HtmlText Tasks(ImmutableArray<TenantStatus> tenants, ImmutableArray<PersonTask> ofHome)
    {
        var open = tenants.Where(tenant => tenant.Worst >= Urgency.Waiting).OrderByDescending(tenant => tenant.Worst).ToList();
        return open is [] && ofHome.IsEmpty
            ? HtmlText.Of($"""<section class="calm"><h2>Nothing needs a person</h2></section>""")
            : HtmlText.Of($"""<section><h2>What needs a person</h2>{OfHome(ofHome)}{HtmlText.Each(open, TasksOf)}</section>""");
    }

    private static HtmlText OfHome(ImmutableArray<PersonTask> tasks) => tasks.IsEmpty
        ? HtmlText.Empty
        : HtmlText.Of($"<article><h3>This machine and its tenant files</h3><ul>{HtmlText.Each(tasks, Task)}</ul></article>");

    private static HtmlText TasksOf(TenantStatus tenant) => $"""

        <article><h3>{tenant.Tenant.Name} <small>{tenant.Tenant.Slug}</small></h3><ul>{HtmlText.Each(tenant.Tasks.Where(task => task.Urgency >= Urgency.Waiting), Task)}</ul></article>
        """;

    private static HtmlText Task(PersonTask task) =>
        $"""<li class="{Class(task.Urgency)}"><strong><span class="mark">{Mark(task.Urgency)}</span> {task.What}</strong> {HtmlText.Each(Command().Split(task.Advice), Advice)}</li>""";

    // A command stands apart, so that it can be copied as a whole.
    private static HtmlText Advice(string part) => part.StartsWith("'ccm-bridge ", StringComparison.Ordinal)
        ? HtmlText.Of($"<code>{part.Trim('\'')}</code>")
        : HtmlText.Of($"{part}");

    private static HtmlText Table(ImmutableArray<TenantStatus> tenants) => tenants.IsEmpty
        ? HtmlText.Of($"<section><h2>Tenants</h2><p>None yet: put a tenant file into the home's tenants folder.</p></section>")
        : HtmlText.Of($"""
            <section><h2>Tenants</h2>
            <table>
            <thead><tr><th>Tenant</th><th>State</th><th>Last sync</th><th>Months</th><th class="n">Patients</th><th class="n">Bill</th><th class="n">Hold</th><th class="n">Block</th><th class="n">None</th><th class="n">Changed</th><th class="n">Outbox</th><th class="n">In doubt</th><th class="n">Set aside</th><th class="n">Gaps</th></tr></thead>
            <tbody>{HtmlText.Each(tenants, Row)}
            </tbody>
            </table>
            <p class="legend">Patients, Bill, Hold, Block and None count the assessments of the current month; Changed are patients who changed since. Outbox, In doubt and Set aside count Claims and ChargeItems.</p>
            </section>
            """);

    private static HtmlText Row(TenantStatus tenant)
    {
        var figures = tenant.Figures;
        return $"""

            <tr><th scope="row">{tenant.Tenant.Name}<small>{tenant.Tenant.Slug}</small></th>
            <td data-label="State" class="{Class(tenant.Worst)}"><span><span class="mark">{Mark(tenant.Worst)}</span> {State(tenant)}</span></td>
            <td data-label="Last sync"><span>{LastSync(tenant)}</span></td>
            <td data-label="Months"><span>{Months(tenant)}</span></td>
            {Number("Patients", figures?.AssessedInAll)}{Outcomes(tenant)}{Number("Changed", figures?.DirtyPatients)}
            {Number("Outbox", figures?.Outbox.Depth)}{Number("In doubt", figures?.Outbox.InDoubt)}{Number("Set aside", figures?.Quarantined + figures?.Rejected + figures?.Held)}{Number("Gaps", figures?.Gaps)}</tr>
            """;
    }

    private static HtmlText Outcomes(TenantStatus tenant) => HtmlText.Each(
        [Outcome.Bill, Outcome.Hold, Outcome.Block, Outcome.None],
        outcome => Number(outcome.ToString(), tenant.Figures?.Assessed.GetValueOrDefault(outcome)));

    private static HtmlText Number(string label, int? number) =>
        $"""<td data-label="{label}" class="n"><span>{number?.ToString("N0", CultureInfo.InvariantCulture) ?? "–"}</span></td>""";

    private static HtmlText LastSync(TenantStatus tenant) => tenant is { LastSync: { } last, Lag: { } lag }
        ? HtmlText.Of($"""{Spans.Say(lag)} ago<small>{Local(tenant, last)}</small>""")
        : HtmlText.Of($"never");

    private static HtmlText Months(TenantStatus tenant) => tenant.Figures is { } figures
        ? HtmlText.Each(
            figures.Months.Where(month => month.Month != figures.Month).Take(MostMonths - 1).Prepend(figures.Months.FirstOrDefault(month => month.Month == figures.Month)
                ?? new MonthRecord { Month = figures.Month, State = MonthState.Open, Reason = "" }),
            month => $"""<span class="month">{month.Month.ToString()} {Word(month.State)}</span>""")
        : HtmlText.Of($"–");

    private static string Word(MonthState state) => state switch
    {
        MonthState.InReview => "in review",
        MonthState.Closed => "closed",
        MonthState.Reopened => "reopened",
        _ => "open",
    };

    private static string State(TenantStatus tenant) => tenant.Worst switch
    {
        Urgency.Wrong => "wrong",
        Urgency.Waiting => "waits for a person",
        _ => "well",
    };

    // The sign and the word say what the colour says.
    private static string Mark(Urgency? urgency) => urgency switch
    {
        Urgency.Wrong => "✖",
        Urgency.Waiting => "▲",
        _ => "✔",
    };

    private static string Class(Urgency? urgency) => urgency switch
    {
        Urgency.Wrong => "wrong",
        Urgency.Waiting => "waiting",
        _ => "well",
    };

    private static string Local(TenantStatus tenant, DateTimeOffset instant) =>
        tenant.Tenant.TimeZone.ToLocal(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " " + tenant.Tenant.TimeZone.Id;

    private static string Utc(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    [GeneratedRegex("(?<command>'ccm-bridge [^']*')", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Command();
}
