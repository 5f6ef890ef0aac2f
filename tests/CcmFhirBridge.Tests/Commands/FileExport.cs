using System.IO.Compression;
using System.Text;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

/// <summary>A synthetic practice as files of one kind or another.</summary>
internal static class FileExport
{
    public const string BaseUrl = "http://127.0.0.1:9/fhir";

    public static string Ndjson(Bridge bridge, GeneratedPractice practice, string name = "export")
    {
        practice.WriteTo(Path.Combine(bridge.Path, name), BaseUrl);
        bridge.WriteTenant(practice.TenantYaml(BaseUrl));
        return Path.Combine(bridge.Path, name, "data");
    }

    /// <summary>All resources in one order drawn from the seed, cut into files whose names tell nothing.</summary>
    public static string Shuffled(Bridge bridge, GeneratedPractice practice, int seed)
    {
        var lines = practice.Resources.Select(resource => Encoding.UTF8.GetString(resource.Json)).ToArray();
        new Random(seed).Shuffle(lines);
        var folder = Directory.CreateDirectory(Path.Combine(bridge.Path, $"shuffled-{seed}")).FullName;
        foreach (var (part, index) in lines.Chunk((lines.Length / 7) + 1).Select((part, index) => (part, index)))
            File.WriteAllLines(Path.Combine(folder, $"{(index * 5) % 7}.ndjson"), part);
        return folder;
    }

    public static string Gzipped(Bridge bridge, GeneratedPractice practice)
    {
        var folder = Directory.CreateDirectory(Path.Combine(bridge.Path, "gzipped")).FullName;
        foreach (var type in practice.Resources.GroupBy(resource => resource.Type, StringComparer.Ordinal))
        {
            using var file = File.Create(Path.Combine(folder, type.Key + ".ndjson.gz"));
            using var gzip = new GZipStream(file, CompressionLevel.Fastest);
            foreach (var resource in type)
            {
                gzip.Write(resource.Json);
                gzip.WriteByte((byte)'\n');
            }
        }

        return folder;
    }

    /// <summary>A Bundle a patient, and one of the directory.</summary>
    public static string Bundles(Bridge bridge, GeneratedPractice practice, string type)
    {
        var folder = Directory.CreateDirectory(Path.Combine(bridge.Path, "bundles-" + type)).FullName;
        foreach (var (part, index) in practice.Resources.Chunk(200).Select((part, index) => (part, index)))
        {
            var entries = part.Select(resource =>
                $$"""{"fullUrl":"https://ehr.example/fhir/{{resource.Type}}/{{resource.Id}}","resource":{{Encoding.UTF8.GetString(resource.Json)}}}""");
            File.WriteAllText(Path.Combine(folder, $"{index}.json"), $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(",\n", entries)}}]}""");
        }

        return folder;
    }

    /// <summary>A file a resource.</summary>
    public static string Singles(Bridge bridge, GeneratedPractice practice)
    {
        var folder = Directory.CreateDirectory(Path.Combine(bridge.Path, "singles")).FullName;
        foreach (var resource in practice.Resources)
            File.WriteAllBytes(Path.Combine(folder, $"{resource.Type}-{resource.Id}.json"), resource.Json);
        return folder;
    }
}
