using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Tests;

public static class Fences
{
    /// <summary>Takes the tenant from whoever has it, as on a machine where that one is known to be gone.</summary>
    public static async Task<long> TakeFenceAsync(this ILeaseStore store, string owner, CancellationToken cancellation) =>
        (await store.TakeLeaseAsync(new LeaseTaker(owner, "here", default), TimeSpan.FromMinutes(1), cancellation)).Fence;
}

/// <summary>Resources as a mapping would project them.</summary>
public static class Projected
{
    public static ResourceToStore Of(
        string key, string patient, string content = "x", string? version = "1", DateTimeOffset? updated = null, params StaffInterval[] staff)
    {
        var (type, id) = (key.Split('/')[0], key.Split('/')[1]);
        return Build(content, new ProjectedResource
        {
            Disposition = Disposition.Patient,
            ResourceType = type,
            Source = new SourceReference(type, id, version),
            LastUpdated = updated,
            Patient = patient,
            Facts = Encoding.UTF8.GetBytes($"{key}={content}"),
            ContentHash = "",
            StaffIntervals = [.. staff],
        });
    }

    public static ResourceToStore Patient(string id, string content = "x") => Of($"Patient/{id}", $"Patient/{id}", content);

    public static ResourceToStore Directory(string key, string content = "x") => Build(content, new ProjectedResource
    {
        Disposition = Disposition.Directory,
        ResourceType = key.Split('/')[0],
        Source = new SourceReference(key.Split('/')[0], key.Split('/')[1], "1"),
        Facts = Encoding.UTF8.GetBytes($"{key}={content}"),
        ContentHash = "",
    });

    public static ResourceToStore Unreadable(string content, SourceReference? source = null) => Build(content, new ProjectedResource
    {
        Disposition = Disposition.Unreadable,
        ResourceType = source?.Type ?? "",
        Source = source,
        ContentHash = "",
        Gaps = [new RecordGap("gap.id-missing", source, "$.id", "The resource has no id.")],
    });

    public static ResourceToStore Ignored() => Build("i", new ProjectedResource
    {
        Disposition = Disposition.Ignored,
        ResourceType = "Observation",
        Source = new SourceReference("Observation", "o1"),
        ContentHash = "",
    });

    private static ResourceToStore Build(string content, ProjectedResource projected)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"{{projected.ResourceType}}","id":"{{projected.Source?.Id}}","content":"{{content}}"}""");
        return new ResourceToStore(json, projected with { ContentHash = Convert.ToHexStringLower(SHA256.HashData(json)) });
    }
}
