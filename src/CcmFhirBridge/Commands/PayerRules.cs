using System.CommandLine;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>The rules by which a practice bills one of its payers, as <c>--tenant</c> and <c>--payer</c> name them.</summary>
internal static class PayerRules
{
    /// <summary>The pack; null when no payer is named.</summary>
    /// <exception cref="UsageException">The practice says nothing about such a payer, or the options do not go together.</exception>
    public static RulePack? Find(ParseResult call, CommandEnvironment environment, string? tenant, string? payer, string? pack)
    {
        if (tenant is null && payer is null)
            return null;
        if (tenant is null || payer is null)
            throw new UsageException("--tenant and --payer go together: a payer's rules are those that a practice looked up.");
        if (pack is not null)
            throw new UsageException("--pack and --payer both say whose rules are meant. Name one of the two.");
        var practice = TenantSelection.Load(CommandHome.Of(call, environment), tenant, environment.Folder, resolveSecrets: false);
        var setting = practice.Payers.FirstOrDefault(candidate => NameOf(candidate) == payer)
            ?? throw new UsageException(practice.Payers.IsEmpty
                ? $"{practice.Slug} names no payer: its file has no 'payers', and only Medicare Part B is billed."
                : $"{practice.Slug} names no payer '{payer}'. It names: {string.Join(", ", practice.Payers.Select(NameOf))}.");
        return setting.Overlay is { } overlay ? RulePackReader.ReadKept(overlay.Content) : HomeRules.Read(CommandHome.Of(call, environment)).Pack;
    }

    private static string NameOf(PayerSetting setting) => setting.Payor ?? setting.Payer;
}
