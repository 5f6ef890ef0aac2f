using CcmFhirBridge.Homes;
using CcmFhirBridge.Simulator.Practices;

namespace CcmFhirBridge.Torture.Peers;

/// <summary>Runs against a peer: every way of writing, and the one that the bridge chooses by what the peer says of itself.</summary>
internal sealed class PeerAttack(int seed, int patients, TextWriter output)
{
    private static readonly string[] s_verbs = ["auto", .. AttackedPractice.Ladder];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = await PeerServer.InstallAsync(cancellation);
        var bad = 0;
        foreach (var (index, verb) in s_verbs.Index())
        {
            var practice = SyntheticPractice.Generate(new PracticeOptions { Month = AttackedPractice.Month.FirstDay, Patients = patients, Seed = seed + index });
            await using var server = await PeerServer.StartAsync(folder, AttackedPractice.Start, cancellation);
            var home = Directory.CreateTempSubdirectory("ccm-bridge-peer-");
            try
            {
                var violations = await new PeerRun(server, practice, verb, new BridgeHome(home.FullName)).RunAsync(cancellation);
                foreach (var violation in violations)
                    await output.WriteLineAsync($"medplum, {verb}, practice seed {seed + index}: {violation}");
                var written = (await server.HistoryAsync(cancellation)).Count;
                await output.WriteLineAsync($"medplum, {verb}, practice seed {seed + index}: {practice.Resources.Count} resources read, {written} written, {violations.Count} violations");
                bad += violations.Count;
            }
            finally
            {
                home.Delete(recursive: true);
            }
        }

        await output.WriteLineAsync($"seed {seed}: {s_verbs.Length} runs against Medplum's FhirRouter, {bad} violations");
        return bad == 0 ? 0 : 5;
    }
}
