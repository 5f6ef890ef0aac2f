using System.Text;
using System.Text.Json;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>A resource that was generated.</summary>
public sealed record GeneratedResource(string Type, string Id, byte[] Json);

/// <summary>An invented practice: what its EHR holds, and what each patient's month must come to.</summary>
public sealed class GeneratedPractice
{
    private readonly Func<string, string> tenantYaml;

    internal GeneratedPractice(IReadOnlyList<GeneratedResource> resources, IReadOnlyList<PatientTruth> truth, Func<string, string> tenantYaml) =>
        (Resources, Truth, this.tenantYaml) = (resources, truth, tenantYaml);

    /// <summary>All resources, by type and then by id.</summary>
    public IReadOnlyList<GeneratedResource> Resources { get; }

    /// <summary>The answers, by patient.</summary>
    public IReadOnlyList<PatientTruth> Truth { get; }

    /// <summary>The tenant file, for an EHR at this base URL.</summary>
    public string TenantYaml(string baseUrl) => tenantYaml(baseUrl);

    /// <summary>The answers, a line a patient.</summary>
    public byte[] TruthNdjson() => Lines(Truth.Select(truth => truth.ToJson()));

    public void LoadInto(FhirStore store)
    {
        foreach (var resource in Resources)
            store.Load(resource.Type, resource.Id, JsonElement.Parse(resource.Json));
    }

    /// <summary>NDJSON a type in <c>data/</c>; beside that folder, so that it can be loaded as it is, <c>truth.ndjson</c> and <c>lakeside.yaml</c>.</summary>
    public void WriteTo(string folder, string baseUrl = "http://127.0.0.1:8080/fhir")
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        foreach (var type in Resources.GroupBy(resource => resource.Type, StringComparer.Ordinal))
            File.WriteAllBytes(Path.Combine(data, type.Key + ".ndjson"), Lines(type.Select(resource => resource.Json)));
        File.WriteAllBytes(Path.Combine(folder, "truth.ndjson"), TruthNdjson());
        File.WriteAllText(Path.Combine(folder, "lakeside.yaml"), TenantYaml(baseUrl), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private static byte[] Lines(IEnumerable<byte[]> lines)
    {
        using var text = new MemoryStream();
        foreach (var line in lines)
        {
            text.Write(line);
            text.WriteByte((byte)'\n');
        }
        return text.ToArray();
    }
}
