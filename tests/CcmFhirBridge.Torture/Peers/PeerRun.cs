using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Peers;

/// <summary>
/// One practice in a FHIR server that nobody here wrote: read, closed by a process that is killed while it writes, closed to its end, looked at
/// again after a change, closed once more. Judged by the server's own versions and the generator's answers.
/// </summary>
internal sealed class PeerRun(PeerServer server, GeneratedPractice practice, string verb, BridgeHome home)
{
    private static readonly ServiceMonth s_month = AttackedPractice.Month;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly AttackClock _clock = new(AttackedPractice.Start);

    /// <summary>What was wrong.</summary>
    public async Task<List<string>> RunAsync(CancellationToken cancellation)
    {
        var violations = new List<string>();
        await WriteTenantAsync(cancellation);
        await server.LoadAsync(practice.Resources, cancellation);
        await ExpectAsync(violations, 0, cancellation, "sync");
        await DieWritingAsync(violations, cancellation);
        _clock.Advance(AttackedPractice.Settles);
        await CloseAsync(violations, cancellation);
        var history = await server.HistoryAsync(cancellation);
        violations.AddRange(HistoryCheck.Violations(history, practice.Truth));

        _clock.Advance(AttackedPractice.Settles);
        await ReadOneChangeAsync(violations, cancellation);
        await CloseAsync(violations, cancellation);
        await ExpectAsync(violations, 0, cancellation, "reconcile", "--month", s_month.ToString());
        var after = await server.HistoryAsync(cancellation);
        if (after.Count != history.Count)
            violations.Add($"another close wrote {after.Count - history.Count} more");
        return violations;
    }

    private async Task WriteTenantAsync(CancellationToken cancellation)
    {
        home.Create();
        var yaml = practice.TenantYaml(server.BaseUrl.ToString())
            .Replace("vendor: generic", "vendor: medplum", StringComparison.Ordinal)
            .Replace("writeBack: { claim: auto, chargeItem: auto }", $"writeBack: {{ claim: {verb}, chargeItem: {verb} }}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(home.TenantFile(AttackedPractice.Tenant), yaml, cancellation);
    }

    // Killed as soon as the server has the first of what it writes; what was on its way then is found by the next.
    private async Task DieWritingAsync(List<string> violations, CancellationToken cancellation)
    {
        using var child = Start("month", "close", "--month", s_month.ToString());
        while (!child.Ended && (await server.HistoryAsync(cancellation)).Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        child.Kill();
        var end = await child.EndAsync(s_patience, cancellation);
        if (end.Exit != ChildProcess.Killed)
            violations.Add($"the close that was to be killed had ended with {end.Exit}: {end.Error}");
    }

    private async Task CloseAsync(List<string> violations, CancellationToken cancellation)
    {
        using var child = Start("month", "close", "--month", s_month.ToString());
        var end = await child.EndAsync(s_patience, cancellation);
        if (!ChildClose.Of(end).Settled)
            violations.Add($"a close was not settled, exit code {end.Exit}: {end.Error} {end.Output}");
    }

    // An address changes: one resource is to be read for it, and with it what the cursor's overlap repeats.
    private async Task ReadOneChangeAsync(List<string> violations, CancellationToken cancellation)
    {
        var patient = practice.Resources.First(resource => resource.Type == "Patient");
        await server.PutAsync(patient.Type, patient.Id, patient.Json, cancellation);
        await ExpectAsync(violations, 0, cancellation, "sync");
    }

    private async Task ExpectAsync(List<string> violations, int exit, CancellationToken cancellation, params string[] command)
    {
        using var child = Start(command);
        var end = await child.EndAsync(s_patience, cancellation);
        if (end.Exit != exit)
            violations.Add($"{string.Join(' ', command)} ended with {end.Exit} instead of {exit}: {end.Error} {end.Output}");
    }

    private ChildProcess Start(params string[] command) =>
        ChildProcess.Start(new ChildOrder(_clock.GetUtcNow()), [.. command, "--tenant", AttackedPractice.Tenant, "--home", home.Path, "--json"]);
}
