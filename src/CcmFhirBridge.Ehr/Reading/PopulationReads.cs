using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>Whose records are read, where a Group or a file says so.</summary>
internal sealed class PopulationReads(Population population, EhrGateway gateway)
{
    private const string Asked = "GET Group";

    /// <summary>Each as <c>Patient/id</c>, once; null for everybody.</summary>
    /// <exception cref="EhrException">The EHR does not give the Group, or it names members in a way that cannot be read.</exception>
    public async Task<IReadOnlyList<string>?> ReadAsync(CancellationToken cancellation) => population switch
    {
        Population.Listed listed => listed.Patients,
        Population.Group group => await MembersAsync(group.Id, cancellation),
        _ => null,
    };

    private async Task<IReadOnlyList<string>> MembersAsync(string id, CancellationToken cancellation)
    {
        using var answer = await gateway.GetResourceAsync(gateway.Origins.Below("Group/" + Uri.EscapeDataString(id)), Asked, fresh: true, cancellation);
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var group = document.RootElement;
            if (group.Text("resourceType") != "Group" || group.Text("id") != id)
                throw gateway.Failures.Failure(EhrFailure.Protocol, Asked, "the answer is not that Group; look at ehr.population.group");
            return [.. group.Items("member").Where(member => !IsInactive(member)).Select(Member).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw gateway.Failures.Failure(EhrFailure.Protocol, Asked, "the Group is not readable JSON: cut off or damaged");
        }
    }

    // A member who cannot be told would be missing without a word.
    private string Member(JsonElement member)
    {
        var reference = member.TryGetProperty("entity", out var entity) && entity.ValueKind == JsonValueKind.Object ? entity.Text("reference") : null;
        if (reference is not null && Uri.TryCreate(reference, UriKind.Absolute, out var address) && gateway.Origins.RelativeToBase(address) is { } below)
            reference = below;
        return reference?.Split('/') is ["Patient", { Length: > 0 } id, ..] && id.Any(c => c != '.')
            ? "Patient/" + id
            : throw gateway.Failures.Failure(EhrFailure.Protocol, Asked, "a member of the Group is no reference to a Patient of this EHR; list the patients with ehr.population.file");
    }

    private static bool IsInactive(JsonElement member) => member.TryGetProperty("inactive", out var inactive) && inactive.ValueKind == JsonValueKind.True;
}
