using System.CommandLine;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>What most commands begin with: the home folder, the tenant, the month.</summary>
internal static class CommandHome
{
    public static BridgeHome Of(ParseResult call, CommandEnvironment environment) =>
        BridgeHome.Resolve(call.GetValue(GlobalOptions.Home), environment.Variable, environment.Folder);

    public static Task<TenantSession> OpenAsync(ParseResult call, CommandEnvironment environment, Option<string> tenant, CancellationToken cancellation)
    {
        var home = Of(call, environment);
        return TenantSession.OpenAsync(
            home, TenantSelection.Load(home, call.GetRequiredValue(tenant), environment.Folder, resolveSecrets: true), environment.Time, cancellation);
    }

    public static ServiceMonth Month(string text) => ServiceMonth.TryParse(text, out var month)
        ? month
        : throw new UsageException($"'{text}' is not a month. Write the year with four digits, a dash and the month with two: YYYY-MM.");

    /// <summary>The rules of a month, or of a year's December.</summary>
    /// <exception cref="UsageException">No rules are in force then.</exception>
    public static RulesInForce RulesOf(RulePack rules, string text)
    {
        var month = Month(text is [_, _, _, _] && text.All(char.IsAsciiDigit) ? text + "-12" : text);
        return rules.InForce(month)
            ?? throw new UsageException($"no rules are verified for {month}: {rules.Version} covers {rules.FirstMonth} to {ServiceMonth.Of(rules.VerifiedThrough)}.");
    }

    /// <summary><c>Patient/id</c>, whether or not the type was written.</summary>
    public static string Patient(string text) => text.StartsWith("Patient/", StringComparison.Ordinal) ? text : "Patient/" + text;

    public static Option<string> MonthOption() => new("--month")
    {
        Description = "Service month.",
        HelpName = "YYYY-MM",
        Required = true,
    };

    public static Argument<string> MonthArgument() => new("MONTH") { Description = "Service month, YYYY-MM." };
}
