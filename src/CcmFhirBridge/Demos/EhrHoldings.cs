using System.Text.Json;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Demos;

/// <summary>What of ours lies in the EHR, counted by reading it.</summary>
/// <param name="Claims">Claims with our identifier.</param>
/// <param name="ChargeItems">ChargeItems with our identifier.</param>
/// <param name="Duplicates">Identifiers that more than one of them carries.</param>
/// <param name="Total">Sum of <c>Claim.total</c>.</param>
internal sealed record EhrHoldings(int Claims, int ChargeItems, int Duplicates, decimal Total)
{
    public static async Task<EhrHoldings> ReadAsync(IEhrReader reader, CancellationToken cancellation)
    {
        var claims = await OursAsync(reader, "Claim", Canonicals.ClaimIdentifier, cancellation);
        var charges = await OursAsync(reader, "ChargeItem", Canonicals.ChargeIdentifier, cancellation);
        return new EhrHoldings(
            claims.Count,
            charges.Count,
            claims.Concat(charges).GroupBy(held => held.Identifier, StringComparer.Ordinal).Count(group => group.Count() > 1),
            claims.Sum(claim => claim.Total));
    }

    private static async Task<List<(string Identifier, decimal Total)>> OursAsync(
        IEhrReader reader, string type, string system, CancellationToken cancellation)
    {
        var ours = new List<(string, decimal)>();
        await foreach (var page in reader.ReadAsync(new ResourceQuery(type, null, null), cancellation))
        {
            foreach (var resource in page.Resources)
            {
                using var json = JsonDocument.Parse(resource);
                if (Identifier(json.RootElement, system) is { } identifier)
                    ours.Add((identifier, TotalOf(json.RootElement)));
            }
        }

        return ours;
    }

    private static string? Identifier(JsonElement resource, string system) =>
        resource.TryGetProperty("identifier", out var identifiers)
            ? identifiers.EnumerateArray()
                .Where(identifier => identifier.TryGetProperty("system", out var found) && found.GetString() == system)
                .Select(identifier => identifier.GetProperty("value").GetString())
                .FirstOrDefault()
            : null;

    private static decimal TotalOf(JsonElement claim) =>
        claim.TryGetProperty("total", out var total) ? total.GetProperty("value").GetDecimal() : 0m;
}
