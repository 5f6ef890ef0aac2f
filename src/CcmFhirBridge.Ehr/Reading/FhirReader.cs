using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>Reads an EHR by paged searches, a type or a patient of a type at a time, and patients of a listed population by id.</summary>
internal sealed class FhirReader(
    EhrSettings ehr, TimeProvider time, EhrGateway gateway, CapabilityStatements capabilities, BundleSearches searches) : IEhrReader
{
    private readonly SmartStatement _smart = new(ehr.Authorization, gateway);
    private readonly PatientReads _patients = new(ehr.Profile, gateway);
    private readonly NamedReads _named = new(gateway, capabilities);
    private readonly PopulationReads _population = new(ehr.Population, gateway);

    public async Task<ReadPlan> PlanAsync(string resourceType, CancellationToken cancellation)
    {
        var plan = ReadPlans.Of(resourceType, ehr, await capabilities.GetAsync(cancellation));
        if (plan.Forms.IsEmpty || await gateway.AccessAsync(cancellation) is not { } access)
            return plan;
        var withheld = access.Withheld.FirstOrDefault(withheld => withheld.Type == resourceType);
        if (withheld is null)
            return plan;
        return plan with { Forms = withheld.InPart ? plan.Forms : [], Withheld = withheld.Because };
    }

    public Task<IReadOnlyList<string>?> PopulationAsync(CancellationToken cancellation) => _population.ReadAsync(cancellation);

    public async Task<EhrStatement> StatementAsync(CancellationToken cancellation)
    {
        var said = await capabilities.RefreshAsync(cancellation);
        return new EhrStatement(time.GetUtcNow(), ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, said.Parts(ehr.Types).Concat(await _smart.PartsAsync(cancellation))));
    }

    public async IAsyncEnumerable<ResourcePage> ReadAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query is { ResourceType: "Patient", Patient: { } patient })
        {
            using var answer = await _patients.ReadAsync(patient, cancellation);
            yield return answer.Page;
            yield break;
        }

        if (query.Id is { } id)
        {
            using var answer = await _named.ReadAsync(query.ResourceType, id, cancellation);
            yield return answer.Page;
            yield break;
        }

        var search = await SearchAsync(query, cancellation);
        await foreach (var page in searches.PagesAsync(search, cancellation))
            yield return page;
    }

    private async Task<BundleSearch> SearchAsync(ResourceQuery query, CancellationToken cancellation)
    {
        var type = query.ResourceType;
        if (type.Length == 0 || !type.All(char.IsAsciiLetter))
            throw new ArgumentException("A FHIR type is letters only.", nameof(query));
        var known = await capabilities.GetAsync(cancellation);
        var profile = ehr.Profile;
        var closes = query.ClosesRanges || profile.ClosesRanges;
        var parameters = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{profile.PageParameter}={profile.PageSize}") };
        parameters.AddRange(profile.Parameters.Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));
        var asked = new AskedFilters { Plain = [profile.PageParameter, .. profile.Parameters.Keys] };
        if (query.Patient is { } patient)
        {
            var name = ReadPlans.PatientParameter(type, known);
            asked = asked with { Patient = name };
            parameters.Add($"{name}={Uri.EscapeDataString(patient[(patient.IndexOf('/', StringComparison.Ordinal) + 1)..])}");
        }

        if (query.UpdatedSince is { } since)
        {
            asked = asked with { Changes = ReadPlans.LastUpdated };
            parameters.AddRange(Range(ReadPlans.LastUpdated, Instant(since), Instant(time.GetUtcNow().AddDays(1)), closes));
        }

        if (query.ServicesSince is { } day && EhrTypes.DayOfService.TryGetValue(type, out var parameterOfDay) && known.SearchesBy(type, parameterOfDay))
        {
            asked = asked with { Days = parameterOfDay };
            // The EHR tells days by a zone of its own, so the range starts a day early; too much does no harm.
            parameters.AddRange(Range(parameterOfDay, Day(day.AddDays(-1)), Day(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddYears(1)), closes));
        }

        if (type == "PractitionerRole" && IncludesPractitioner(known))
            parameters.Add("_include=PractitionerRole:practitioner");
        return new BundleSearch(type, gateway.Origins.Below($"{type}?{string.Join('&', parameters)}"), Fresh: false, asked);
    }

    private static bool IncludesPractitioner(Capabilities known) =>
        !known.Types.TryGetValue("PractitionerRole", out var role)
        || role.Includes.Count == 0
        || role.Includes.Contains("PractitionerRole:practitioner")
        || role.Includes.Contains("*");

    private static IEnumerable<string> Range(string name, string from, string to, bool closes)
    {
        yield return $"{name}=ge{Uri.EscapeDataString(from)}";
        if (closes)
            yield return $"{name}=lt{Uri.EscapeDataString(to)}";
    }

    // Cut to the millisecond, downwards: an instant that the server writes with more digits is still included.
    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
