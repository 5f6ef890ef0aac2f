using System.Globalization;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Exchanges;
using CcmFhirBridge.Pipeline.Exchanges;

namespace CcmFhirBridge.Outputs;

/// <summary>Exchanges with an EHR for people and for machines.</summary>
internal static class ExchangeOutput
{
    public static void Write(ReportConsole console, Tenant tenant, IReadOnlyList<KeptExchange> exchanges)
    {
        if (exchanges.Count == 0)
        {
            console.Line(tenant.Ehr.Journal.Keeping == JournalKeeping.Off
                ? "Nothing is kept: ehr.journal.keep of the tenant is off."
                : "Nothing was said that is asked for here, or it is older than what is kept.");
            return;
        }

        console.Table(
            [new("When"), new("Answer"), new("ms", Right: true), new("Bytes", Right: true), new("What", NoWrap: false), new("Id")],
            exchanges.Select(kept => (IReadOnlyList<string>)
            [
                At(tenant, kept.Exchange.At), Answer(kept.Exchange), Number((long)kept.Exchange.Took.TotalMilliseconds), Number(kept.Exchange.Received),
                $"{kept.Exchange.Method} {kept.Exchange.Address}{(kept.Exchange.Issues is { } issues ? $" ({issues})" : "")}", kept.Id,
            ]));
        var failed = exchanges.Count(kept => kept.Exchange.Failed);
        console.Line($"{Words.Count(exchanges.Count, "exchange")}, {failed} failed. 'exchange show' tells everything that was kept of one.");
    }

    public static void WriteWhole(ReportConsole console, TextWriter output, Tenant tenant, KeptExchange kept)
    {
        var exchange = kept.Exchange;
        console.Line($"{exchange.Method} {exchange.Address}");
        console.Line($"left {At(tenant, exchange.At)} from {kept.Run}, {Number((long)exchange.Took.TotalMilliseconds)} ms, {Number(exchange.Sent)} bytes sent, {Number(exchange.Received)} bytes received");
        console.Line($"answer: {Answer(exchange)}{Part(", ", exchange.MediaType)}{Part(", Retry-After ", exchange.RetryAfter)}{(exchange.ServerTime is { } time ? ", the server's clock said " + At(tenant, time) : "")}");
        foreach (var line in new[] { Part("condition: ", exchange.Condition), Part("issues: ", exchange.Issues), Part("trace: ", exchange.Trace) })
        {
            if (line.Length > 0)
                console.Line(line);
        }

        Body(console, output, "request", exchange.Request);
        Body(console, output, "answer", exchange.Response);
        if (exchange.Request is null && exchange.Response is null)
            console.Line("Bodies were not kept; ehr.journal.keep of the tenant says whether they are.");
    }

    public static void WriteJson(TextWriter output, string tenant, IReadOnlyList<KeptExchange> exchanges)
    {
        foreach (var kept in exchanges)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("id", kept.Id);
                writer.WriteString("run", kept.Run);
                ExchangeLine.Members(writer, kept.Exchange);
            });
        }
    }

    private static void Body(ReportConsole console, TextWriter output, string what, string? body)
    {
        if (body is null)
            return;
        console.Line($"Body of the {what}:");
        // Past the console, whose lines are as wide as a table.
        output.WriteLine(body);
    }

    private static string Answer(Exchange exchange) => exchange.Status is { } status
        ? status.ToString(CultureInfo.InvariantCulture) + Part(" ", exchange.Failure)
        : exchange.Failure ?? "none";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Part(string before, string? text) => text is null ? "" : before + text;

    private static string At(Tenant tenant, DateTimeOffset at) => tenant.TimeZone.ToLocal(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
