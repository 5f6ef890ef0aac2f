using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;

namespace CcmFhirBridge.Exchanges;

/// <summary>The exchanges of a home's tenants.</summary>
internal static class HomeExchanges
{
    public static ExchangeFolder ExchangesOf(this BridgeHome home, string slug) => new(home.Exchanges(slug));

    /// <summary>The journal that this process keeps of a tenant.</summary>
    public static FileExchangeJournal JournalOf(this BridgeHome home, Tenant tenant) =>
        new(home.ExchangesOf(tenant.Slug), FileExchangeJournal.ThisRun, tenant.Ehr.Journal.Days);
}
