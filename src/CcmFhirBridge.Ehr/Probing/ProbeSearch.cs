using System.Net;
using System.Text.Json;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reading;

namespace CcmFhirBridge.Ehr.Probing;

/// <summary>Finds what a probe created, and waits for a slow index.</summary>
internal sealed class ProbeSearch(EhrGateway gateway, BundleSearches searches, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>As long as the settle time of a write gives an index.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(90);

    /// <summary>References of everything under an identifier now.</summary>
    /// <exception cref="Pipeline.EhrException">The EHR cannot be asked.</exception>
    public async Task<SortedSet<string>> NowAsync(string resourceType, string identifier, CancellationToken cancellation)
    {
        var value = Uri.EscapeDataString($"{Canonicals.ProbeIdentifier}|{identifier}");
        var search = new BundleSearch(resourceType, gateway.Origins.Below($"{resourceType}?identifier={value}"), Fresh: true, AskedFilters.None);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var page in searches.PagesAsync(search, cancellation))
        {
            foreach (var json in page.Resources)
            {
                using var document = JsonDocument.Parse(json);
                var root = document.RootElement;
                if (root.Text("resourceType") == resourceType && root.Text("id") is { Length: > 0 } id && IsProbe(root, identifier))
                    found.Add($"{resourceType}/{id}");
            }
        }

        return found;
    }

    /// <summary>The same once as many are shown as were created, and how many whole seconds that took; null when they never were.</summary>
    public async Task<(SortedSet<string> Found, long? Seconds)> ShownAsync(string resourceType, string identifier, int created, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var found = await NowAsync(resourceType, identifier, cancellation);
            var passed = time.GetElapsedTime(since);
            if (found.Count >= created)
                return (found, (passed.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
            if (passed > Patience)
                return (found, null);
            await Task.Delay(s_pause, time, cancellation);
        }
    }

    /// <summary>Whether a resource can be read.</summary>
    /// <exception cref="Pipeline.EhrException">The EHR cannot be asked.</exception>
    public async Task<bool> IsThereAsync(string resourceType, string id, CancellationToken cancellation)
    {
        var asked = "GET " + resourceType;
        using var answer = await gateway.GetAsync(gateway.Origins.Below($"{resourceType}/{id}"), asked, fresh: true, cancellation);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return false;
        return gateway.Failures.Of(answer, asked) is { } failure ? throw failure : true;
    }

    /// <summary>A Coverage of a patient; null when none is shown.</summary>
    public async Task<string?> CoverageAsync(string patient, CancellationToken cancellation)
    {
        var search = new BundleSearch("Coverage", gateway.Origins.Below($"Coverage?patient={Uri.EscapeDataString(patient)}"), Fresh: false, AskedFilters.None);
        await foreach (var page in searches.PagesAsync(search, cancellation))
        {
            foreach (var json in page.Resources)
            {
                using var document = JsonDocument.Parse(json);
                if (document.RootElement.Text("resourceType") == "Coverage" && document.RootElement.Text("id") is { Length: > 0 } id)
                    return "Coverage/" + id;
            }
        }

        return null;
    }

    private static bool IsProbe(JsonElement root, string identifier) => root.Items("identifier").Any(each =>
        each.Text("system") == Canonicals.ProbeIdentifier && each.Text("value") == identifier);
}
