using System.CommandLine;
using System.Globalization;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Exchanges;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Exchanges;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>exchange list|show</c>: what was said to a tenant's EHR, and what it said.</summary>
internal static class ExchangeCommand
{
    private const int MostListed = 10_000;

    public static Command Create(CommandEnvironment environment) => new("exchange", "What was said to a tenant's EHR and what it said, request by request. Works beside a running service.")
    {
        List(environment),
        Show(environment),
    };

    private static Command List(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var since = new Option<string?>("--since") { Description = "Only from then on: a duration back from now such as 90m or 24h, a day, or an instant with its offset.", HelpName = "WHEN" };
        var status = new Option<string?>("--status") { Description = "Only this status, such as 404; or a class of them, such as 5xx.", HelpName = "STATUS" };
        var failed = new Option<bool>("--failed") { Description = "Only what got no answer, or a status from 400 on." };
        var asked = new Option<string?>("--asked") { Description = "Only this: a FHIR type, metadata, token or other.", HelpName = "TYPE" };
        var method = new Option<string?>("--method") { Description = "Only this method.", HelpName = "METHOD" };
        method.AcceptOnlyFromAmong("GET", "POST", "PUT", "DELETE");
        var last = new Option<int>("--last") { Description = "How many, counted back from the newest.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "List exchanges, oldest first.") { tenant, since, status, failed, asked, method, last };
        command.SetAction(call =>
        {
            var (named, folder) = Of(call, environment, tenant);
            var most = call.GetValue(last);
            if (most is < 1 or > MostListed)
                throw new UsageException($"--last {most} is out of bounds: 1 to {MostListed}.");
            var filter = new ExchangeFilter(
                call.GetValue(since) is { } when ? PastInstant.Of(when, named, environment.Time.GetUtcNow()) : null,
                call.GetValue(status) is { } word ? Status(word) : null,
                call.GetValue(failed), call.GetValue(asked), call.GetValue(method));
            var (exchanges, unreadable) = new ExchangeReader(folder).List(filter, most);
            if (call.GetValue(GlobalOptions.Json))
                ExchangeOutput.WriteJson(environment.Out, named.Slug, exchanges);
            else
                ExchangeOutput.Write(new ReportConsole(environment.Out, environment.Colour), named, exchanges);
            if (unreadable > 0)
                environment.Error.WriteLine($"{Words.Count(unreadable, "line")} in {folder.Path} could not be read; a process may have ended in the middle of one.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var id = new Argument<string>("ID") { Description = "Id of the exchange, as 'exchange list' shows it." };
        var command = new Command("show", "Show everything that was kept of one exchange.") { id, tenant };
        command.SetAction(call =>
        {
            var (named, folder) = Of(call, environment, tenant);
            var wanted = call.GetRequiredValue(id);
            var exchange = new ExchangeReader(folder).Find(wanted)
                ?? throw new UsageException($"there is no exchange '{wanted}' of '{named.Slug}'. 'exchange list' shows what is kept; it is kept for {named.Ehr.Journal.Days} days.");
            if (call.GetValue(GlobalOptions.Json))
                ExchangeOutput.WriteJson(environment.Out, named.Slug, [exchange]);
            else
                ExchangeOutput.WriteWhole(new ReportConsole(environment.Out, environment.Colour), environment.Out, named, exchange);
            return ExitCode.Done;
        });
        return command;
    }

    private static (Tenant Tenant, ExchangeFolder Folder) Of(ParseResult call, CommandEnvironment environment, Option<string> option)
    {
        var home = CommandHome.Of(call, environment);
        var tenant = TenantSelection.Load(home, call.GetValue(option)!, environment.Folder, resolveSecrets: false);
        return (tenant, home.ExchangesOf(tenant.Slug));
    }

    private static (int Least, int Greatest) Status(string word)
    {
        if (word.Length == 3 && word[0] is >= '1' and <= '5')
        {
            if (word[1..] is "xx")
                return ((word[0] - '0') * 100, ((word[0] - '0') * 100) + 99);
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
                return (status, status);
        }

        throw new UsageException($"--status '{word}' is neither a status such as 404 nor a class of them such as 5xx.");
    }
}
