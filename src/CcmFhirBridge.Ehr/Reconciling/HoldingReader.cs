using System.Collections.Immutable;
using System.Text.Json;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Reconciling;

/// <summary>What a Claim or ChargeItem of ours says of itself; what has another shape than ours is as good as absent.</summary>
internal sealed class HoldingReader(PinnedOrigins origins)
{
    private const int IdentifierLength = 17;
    private const int MonthLength = 7;
    private const decimal MostDollars = 1_000_000m;

    private readonly LedgerBody _body = new(origins);

    public EhrHolding Read(string resourceType, JsonElement root, EhrCopy copy)
    {
        var isClaim = resourceType == "Claim";
        var period = root.Member(isClaim ? "billablePeriod" : "occurrencePeriod");
        return new EhrHolding
        {
            ResourceType = resourceType,
            Copy = copy,
            Identifier = Shared(resourceType, root),
            Patient = PatientOf(root.Member(isClaim ? "patient" : "subject").Text("reference")),
            Month = MonthOf(period.Text("start") ?? root.Text("occurrenceDateTime")),
            Codes = isClaim ? [.. root.Items("item").SelectMany(item => CodesOf(item.Member("productOrService")))] : [.. CodesOf(root.Member("code"))],
            Units = isClaim ? Sum(root.Items("item").Select(UnitsOf)) : UnitsOf(root),
            Charge = Cents(root.Member(isClaim ? "total" : "priceOverride").Member("value")),
            Body = _body.Of(resourceType, root),
        };
    }

    /// <summary>Whether it carries an identifier of ours.</summary>
    public static bool IsOurs(string resourceType, JsonElement root)
    {
        var systems = IdentifierSystems.Of(resourceType);
        return root.Items("identifier").Any(identifier => identifier.Text("system") is { } system && (system == systems.Shared || system == systems.Revision));
    }

    /// <summary>The identifier of its revision, or null.</summary>
    public static string? Revision(string resourceType, JsonElement root) => Value(root, IdentifierSystems.Of(resourceType).Revision);

    // The identifier of a revision is the shared one with R and a number in it.
    private static string? Shared(string resourceType, JsonElement root)
    {
        if (Value(root, IdentifierSystems.Of(resourceType).Shared) is { } shared)
            return shared;
        var revision = Revision(resourceType, root);
        if (revision is null || revision.Length <= IdentifierLength || revision[IdentifierLength] != 'R')
            return null;
        var code = revision.IndexOf('-', StringComparison.Ordinal);
        return code < 0 ? revision[..IdentifierLength] : revision[..IdentifierLength] + revision[code..];
    }

    private static string? Value(JsonElement root, string system) =>
        root.Items("identifier").Where(identifier => identifier.Text("system") == system).Select(identifier => identifier.Text("value")).FirstOrDefault(value => value is not null);

    private string? PatientOf(string? reference) =>
        reference is not null && LedgerBody.Relative(origins, reference) is var relative && relative.StartsWith("Patient/", StringComparison.Ordinal)
            ? string.Join('/', relative.Split('/').Take(2))
            : null;

    // Days are the practice's own as we wrote them; a server that made instants of them keeps the day in front.
    private static ServiceMonth? MonthOf(string? date) =>
        date is { Length: >= MonthLength } && ServiceMonth.TryParse(date[..MonthLength], out var month) ? month : null;

    private static IEnumerable<string> CodesOf(JsonElement concept) => concept.Items("coding")
        .Where(coding => coding.Text("system") is Canonicals.Cpt or Canonicals.Hcpcs).Select(coding => coding.Text("code")).OfType<string>();

    private static int? UnitsOf(JsonElement line) =>
        line.Member("quantity").Member("value") is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var units)
            && units is > 0 and < 1000 && units == decimal.Truncate(units) ? (int)units : null;

    private static int? Sum(IEnumerable<int?> units)
    {
        var all = units.ToImmutableArray();
        return all.Contains(null) ? null : all.Sum();
    }

    private static decimal? Cents(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && amount is >= 0m and < MostDollars && amount * 100 == decimal.Truncate(amount * 100) ? amount : null;
}
