using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;
using CcmFhirBridge.Torture.Simulations.Clocks;
using CcmFhirBridge.Torture.Simulations.Practices;

namespace CcmFhirBridge.Torture.Simulations.Ehrs;

/// <summary>What a worker reads through: a page may fail, or lack a line and say so.</summary>
internal sealed class SimulatedReader(Schedule schedule, Moments moments, FaultPlan faults, GeneratedTruth truth, Actor actor) : IEhrReader
{
    private const double PagesFail = 0.05;
    private const double PagesLack = 0.12;
    private const int PageSize = 6;

    // A practice that has no consents, plans and conditions at all would only be one of which nothing is known: there are the types, and nothing of them.
    public Task<ReadPlan> PlanAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(new ReadPlan(
        resourceType is "CarePlan" or "Condition" or "Consent" ? [ReadForm.Full]
        : resourceType is not ("Patient" or "Encounter") ? []
        : resourceType == "Encounter" && truth.IsReadByPatient ? [ReadForm.PatientFull] : [new ReadForm(ReadNarrowing.LastUpdated), ReadForm.Full],
        "it says so", "simulated"));

    public Task<IReadOnlyList<string>?> PopulationAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>?>(null);

    public Task<EhrStatement> StatementAsync(CancellationToken cancellation) =>
        Task.FromResult(new EhrStatement(SimulatedPractice.Start, ImmutableSortedDictionary<string, string>.Empty));

    public async IAsyncEnumerable<ResourcePage> ReadAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Nobody is named here who could be asked for.
        if (query.Id is not null)
            yield break;
        var since = query.UpdatedSince is { } at ? (int)(at - SimulatedPractice.Start).TotalMinutes : int.MinValue;
        var lines = truth.Lines(query.ResourceType).Select(line => line.Split(' '))
            .Where(words => int.Parse(words[1], CultureInfo.InvariantCulture) >= since && (query.Patient is null || "Patient/" + words[2] == query.Patient))
            .Select(words => string.Join(' ', words)).ToList();
        foreach (var page in lines.Chunk(PageSize))
        {
            await moments.PassAsync(actor);
            schedule.Operation(actor, $"reads {query.ResourceType}");
            if (faults.Strikes(PagesFail, $"a page of {actor} fails"))
                throw new EhrException(EhrFailure.ServerError, "503 for longer than we retry");
            var lacks = faults.Strikes(PagesLack, $"a page of {actor} lacks a line") ? 1 : 0;
            yield return new ResourcePage(query.ResourceType, [.. page.Skip(lacks).Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line))], lacks > 0, []);
        }
    }
}
