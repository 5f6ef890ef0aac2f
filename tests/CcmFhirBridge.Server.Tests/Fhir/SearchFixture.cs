using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>
/// Four bills of lakeside, a to d, planned on May 20th from 12:00 UTC, 08:00 in New York, an hour apart; d is held at 16:00. Hillside has one of
/// its own, of a patient with the same id.
/// </summary>
public class SearchFixture(ITestStores home) : IAsyncLifetime
{
    private readonly Dictionary<string, IReadOnlyList<LedgerEntry>> _bills = new(StringComparer.Ordinal);
    private ServedTenants? _served;
    private Bills? _lakeside;

    /// <summary>Why there is no such store here; null when there is.</summary>
    public string? Missing => home.Missing;

    internal ServedTenants Served => _served!;

    internal Bills Lakeside => _lakeside!;

    public LedgerEntry this[string bill] => _bills[bill][0];

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        _served = await ServedTenants.StartAsync(home);
        _lakeside = _served.BillsOf("lakeside");
        await PlanAsync("a", "p1", "2026-03", "99490");
        await PlanAsync("b", "p1", "2026-04", "99490 99439");
        await PlanAsync("c", "p2", "2026-04", "99487", FiledThrough.EhrClaim);
        await PlanAsync("d", "p3", "2026-04", "99490 G0506");
        await _lakeside.MoveAsync(this["d"], LedgerState.Held);
        await _served.BillsOf("hillside").PlanAsync("p1", "2026-04", "99490");
    }

    public async ValueTask DisposeAsync()
    {
        if (_served is not null)
            await _served.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Plans a bill under a name; an hour passes.</summary>
    public async Task PlanAsync(string name, string patient, string month, string codes, FiledThrough? output = null)
    {
        _bills[name] = await Lakeside.PlanAsync(patient, month, codes, output: output);
        Served.Time.Advance(TimeSpan.FromHours(1));
    }

    /// <summary>Puts identifiers in the places of <c>{a}</c>, <c>{a-shared}</c> and <c>{a-id}</c>.</summary>
    public string Filled(string query)
    {
        foreach (var name in _bills.Keys)
        {
            query = query.Replace($"{{{name}}}", this[name].RevisionIdentifier, StringComparison.Ordinal)
                .Replace($"{{{name}-shared}}", this[name].Identifier, StringComparison.Ordinal)
                .Replace($"{{{name}-id}}", this[name].RevisionIdentifier.ToLowerInvariant(), StringComparison.Ordinal);
        }

        return query;
    }

    /// <summary>The name of a Claim by its id, such as <c>a</c>, or of a ChargeItem, such as <c>a.99490</c>.</summary>
    public string Name(string id)
    {
        var (name, bill) = _bills.Single(entry => id.StartsWith(entry.Value[0].RevisionIdentifier.ToLowerInvariant(), StringComparison.Ordinal));
        return id.Contains('-') ? $"{name}.{bill.Single(entry => entry.RevisionIdentifier.ToLowerInvariant() == id).Code}" : name;
    }
}

public sealed class SqliteSearchFixture() : SearchFixture(new SqliteStores());

public sealed class PostgresSearchFixture() : SearchFixture(new PostgresStores());
