using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>An EHR to read from: lines by type, two a page.</summary>
public sealed class FakeReader : IEhrReader
{
    public SortedDictionary<string, List<string>> Lines { get; } = [];

    /// <summary>Lines that no search shows, by reference.</summary>
    public Dictionary<string, string> ById { get; } = [];

    /// <summary>References for which it has an error, whatever it has.</summary>
    public HashSet<string> FailsById { get; } = [];

    public HashSet<string> NotOffered { get; } = [];

    /// <summary>Types that the EHR has and does not grant; true where it grants a part.</summary>
    public Dictionary<string, bool> NotGranted { get; } = [];

    public HashSet<string> Incomplete { get; } = [];

    public bool OffersChanges { get; set; } = true;

    /// <summary>Forms of types, the best first; a type that is not here is read by what it offers.</summary>
    public Dictionary<string, ReadForm[]> Forms { get; } = [];

    /// <summary>What a choice rests on.</summary>
    public string Basis { get; set; } = "statement";

    /// <summary>Forms that are refused, by type.</summary>
    public HashSet<(string Type, bool ByPatient, bool Changes)> Refused { get; } = [];

    /// <summary>Types of which the answer shows that the EHR drops what it is asked.</summary>
    public HashSet<string> IgnoresChanges { get; } = [];

    /// <summary>Types that answer with everything, and of which the answer does not show it.</summary>
    public HashSet<string> Lying { get; } = [];

    /// <summary>Types that answer with everybody whoever is asked for, and say so or not.</summary>
    public Dictionary<string, bool> IgnoresPatient { get; } = [];

    /// <summary>Patients whose record is kept back.</summary>
    public HashSet<string> Withheld { get; } = [];

    /// <summary>Patients who are not answered for, and why.</summary>
    public Dictionary<string, EhrFailure> Unanswered { get; } = [];

    /// <summary>Patients whose answer may not be whole.</summary>
    public HashSet<string> IncompleteOf { get; } = [];

    /// <summary>A line of somebody else that comes with a patient's Encounters.</summary>
    public Dictionary<string, string> Strangers { get; } = [];

    public IReadOnlyList<string>? Population { get; set; }

    /// <summary>Whether a page says that none follows.</summary>
    public bool TellsTheLast { get; set; }

    /// <summary>Type whose second page cannot be read.</summary>
    public string? FailsAt { get; set; }

    /// <summary>What it fails with.</summary>
    public EhrFailure FailsWith { get; set; } = EhrFailure.ServerError;

    /// <summary>What each answer waits for; null when it comes at once.</summary>
    public Func<CancellationToken, Task>? Answers { get; set; }

    /// <summary>Its clock; null where it does not tell its time.</summary>
    public DateTimeOffset? Date { get; set; } = Practice.CloseTime;

    /// <summary>What somebody does in the chart before the second page of a type is read.</summary>
    public Dictionary<string, Action> BeforeSecondPage { get; } = [];

    /// <summary>Searches that have begun and were not let go.</summary>
    public int Open { get; private set; }

    /// <summary>The most of them at a time.</summary>
    public int MostOpen { get; private set; }

    public List<ResourceQuery> Asked { get; } = [];

    public void Add(params string[] lines)
    {
        foreach (var line in lines)
            AddTo(line.Split('/', ' ')[0], line);
    }

    /// <summary>A line that the search of another type brings along.</summary>
    public void AddTo(string type, string line)
    {
        if (!Lines.TryGetValue(type, out var list))
            Lines[type] = list = [];
        list.Add(line);
    }

    public Task<ReadPlan> PlanAsync(string resourceType, CancellationToken cancellation)
    {
        var usual = OffersChanges ? (ReadForm[])[new ReadForm(ReadNarrowing.LastUpdated), ReadForm.Full] : [ReadForm.Full];
        var isWithheld = NotGranted.TryGetValue(resourceType, out var inPart);
        return Task.FromResult(new ReadPlan(NotOffered.Contains(resourceType) || (isWithheld && !inPart) ? [] : [.. Forms.GetValueOrDefault(resourceType) ?? usual], "so it is", Basis) { Withheld = isWithheld ? "the EHR did not grant it" : null });
    }

    public Task<IReadOnlyList<string>?> PopulationAsync(CancellationToken cancellation) => Task.FromResult(Population);

    /// <summary>What the EHR says of itself; null when it says nothing.</summary>
    public SortedDictionary<string, string>? Parts { get; set; } = new(StringComparer.Ordinal) { ["Encounter"] = "read search by:date" };

    public int StatementsAsked { get; private set; }

    public Func<DateTimeOffset> Now { get; set; } = () => Practice.CloseTime;

    public Task<EhrStatement> StatementAsync(CancellationToken cancellation)
    {
        StatementsAsked++;
        return Parts is null
            ? throw new EhrException(EhrFailure.ServerError, "503 for longer than we retry")
            : Task.FromResult(new EhrStatement(Now(), Parts.ToImmutableSortedDictionary(StringComparer.Ordinal)));
    }

    public async IAsyncEnumerable<ResourcePage> ReadAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Asked.Add(query);
        MostOpen = Math.Max(MostOpen, ++Open);
        try
        {
            await foreach (var page in PagesAsync(query, cancellation))
                yield return page;
        }
        finally
        {
            Open--;
        }
    }

    private async IAsyncEnumerable<ResourcePage> PagesAsync(ResourceQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Answers is not null)
            await Answers(cancellation);
        if (Refused.Contains((query.ResourceType, query.Patient is not null, query.UpdatedSince is not null)))
            throw new EhrException(EhrFailure.Protocol, "HTTP 400") { RefusesRequest = true };
        if (query.Patient is { } kept && Withheld.Contains(kept))
            throw new EhrException(EhrFailure.Forbidden, "HTTP 403") { WithholdsPatient = true };
        if (query.Patient is { } unanswered && Unanswered.TryGetValue(unanswered, out var why))
            throw new EhrException(why, "no answer");
        var showsEverybody = IgnoresPatient.ContainsKey(query.ResourceType);
        var lines = Lines.GetValueOrDefault(query.ResourceType) ?? [];
        var since = query.UpdatedSince is { } at ? (int)(at - LineMapping.Epoch).TotalMinutes : int.MinValue;
        if (query.Id is { } id)
        {
            if (FailsById.Contains($"{query.ResourceType}/{id}"))
                yield return new ResourcePage(query.ResourceType, [], true, []) { IsLast = true };
            if (ById.GetValueOrDefault($"{query.ResourceType}/{id}") is { } one)
                yield return new ResourcePage(query.ResourceType, [Encoding.UTF8.GetBytes(one)], false, []) { IsLast = true };
            yield break;
        }

        var owner = query.Patient?.Split('/')[1];
        if (query is { ResourceType: "Encounter", Patient: { } host } && Strangers.TryGetValue(host, out var stranger))
            yield return new ResourcePage("Encounter", [Encoding.UTF8.GetBytes(stranger)], false, []);
        var pages = lines.Index().Where(line => line.Item.Split(' ') is not [_, var patient, var minutes, ..]
            || (((minutes == "-" ? since == int.MinValue : int.Parse(minutes) >= since) || IgnoresChanges.Contains(query.ResourceType) || Lying.Contains(query.ResourceType)) && (owner is null || showsEverybody || patient == owner))).Select(line => line.Index).Chunk(2).ToList();
        foreach (var page in pages.Index())
        {
            if (Answers is null)
                await Task.Yield();
            else if (page.Index > 0)
                await Answers(cancellation);
            if (page.Index == 1 && FailsAt == query.ResourceType)
                throw new EhrException(FailsWith, "503 for longer than we retry");
            if (page.Index == 1 && BeforeSecondPage.Remove(query.ResourceType, out var edit))
                edit();
            yield return new ResourcePage(
                query.ResourceType, [.. page.Item.Select(at => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(lines[at]))],
                Incomplete.Contains(query.ResourceType) || (query.Patient is { } asked && IncompleteOf.Contains(asked)), [])
            {
                Date = Date,
                IgnoresChanges = query.UpdatedSince is not null && IgnoresChanges.Contains(query.ResourceType),
                IgnoresPatient = owner is not null && IgnoresPatient.GetValueOrDefault(query.ResourceType),
                IsLast = TellsTheLast && page.Index == pages.Count - 1,
            };
        }
    }
}
