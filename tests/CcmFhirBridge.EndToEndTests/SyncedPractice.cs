using System.Text;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A practice that was read and assessed, and who changed since.</summary>
internal sealed class SyncedPractice(Bridge bridge, PracticeEhr ehr) : IAsyncDisposable
{
    private Dictionary<string, StoredAssessment> before = [];
    private Dictionary<string, StoredAssessment> now = [];

    public Bridge Bridge => bridge;

    public PracticeEhr Ehr => ehr;

    /// <summary>The patient of a story that is told once.</summary>
    public string Of(string scenario) => ehr.Practice.Truth.First(truth => truth.Scenario == scenario).Patient;

    /// <summary>Ids of the patient's entries of the month.</summary>
    public IReadOnlyList<string> EntriesOf(string patient) =>
    [
        .. ehr.Ehr.Store.Current("Encounter").Select(stored => stored.Id)
            .Where(id => id.StartsWith($"ccm-{patient[^5..]}-", StringComparison.Ordinal))
            .Where(id => ehr.Read("Encounter", id).GetProperty("period").GetProperty("start").GetString()!.StartsWith(Bridge.Month, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads and assesses; answers who came out differently than before.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(params string[] options)
    {
        (await bridge.SyncAsync(more: options)).ShouldExit(0);
        (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(0);
        before = now;
        await using var session = await bridge.OpenAsync();
        now = (await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None)).ToDictionary(assessment => assessment.Patient, StringComparer.Ordinal);
        now.Count.ShouldBe(ehr.Practice.Truth.Count);
        return before.Count == 0 ? [] : [.. now.Keys.Where(patient => Text(now[patient]) != Text(before[patient])).Order(StringComparer.Ordinal)];
    }

    public (Outcome Before, Outcome Now) OutcomeOf(string patient) => (before[patient].Outcome, now[patient].Outcome);

    public async ValueTask DisposeAsync()
    {
        await ehr.DisposeAsync();
        bridge.Dispose();
    }

    private static string Text(StoredAssessment assessment) => Encoding.UTF8.GetString(assessment.Json.Span);
}
