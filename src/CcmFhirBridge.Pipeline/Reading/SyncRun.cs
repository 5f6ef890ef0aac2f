using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>One sync of a tenant: what the EHR has becomes stored resources and facts.</summary>
public sealed class SyncRun(IEhrReader reader, IResourceStore store, IResourceMapping mapping, Tenant tenant, TimeProvider time)
{
    // Kept beside the types, none of which is called so.
    private const string ReachingBack = "older services";

    /// <summary>A person said that so much is really gone: a read that shows far less than the one before is believed.</summary>
    public bool AcceptsDeletions { get; init; }

    /// <summary>
    /// Called between two pages once changes were stored, so that what follows from them does not have to wait for the last page. Never
    /// during a full read: most of what it stores would be worked on again.
    /// </summary>
    public Func<CancellationToken, Task>? ChangesStored { get; init; }

    private readonly DirectoryNames _names = new(tenant.Ehr.BaseUrl);

    private AliasedMapping _mapping = new(mapping, PatientAliases.None);

    private sealed record Run(bool Full, bool Anew, DateTimeOffset StartedAt, DateOnly Since, IReadOnlyList<string>? Population, IReadOnlyList<PatientDoubt> Doubts, ImmutableArray<string> Unread)
    {
        public IReadOnlySet<(string Type, string Patient)> Doubted { get; } = Doubts.Select(doubt => (doubt.Doubt.ResourceType, doubt.Asked)).ToHashSet();
    }

    /// <summary>Reads all types; what a failure leaves behind is stored and read again next time.</summary>
    /// <param name="full">Read everything, whatever the EHR offers.</param>
    /// <param name="progress">Told of each type once it is read.</param>
    /// <param name="cancellation">Stops between pages.</param>
    /// <exception cref="EhrException">The EHR cannot be read.</exception>
    public async Task<SyncReport> RunAsync(bool full, IProgress<TypeSync>? progress, CancellationToken cancellation)
    {
        var startedAt = time.GetUtcNow();
        _mapping = new AliasedMapping(mapping, await store.PatientAliasesAsync(cancellation));
        var reprojected = await ReprojectAsync(cancellation);
        var statementChange = await new StatementWatch(reader, store, time).LookAsync(cancellation);
        var known = await store.ServicesSinceAsync(cancellation);
        var wanted = ServicesSince(startedAt);
        var reachesBack = known > wanted;
        var since = reachesBack ? wanted : await store.ServicesSinceAsync(wanted, cancellation);
        // A delta never tells of what is old: whoever reaches further back than before reads the services anew, once a day until all of them are there.
        var anew = reachesBack && (full || await TypeRead.IsDueAsync(store, ReachingBack, startedAt, cancellation));
        var run = new Run(full, anew, startedAt, since, await reader.PopulationAsync(cancellation), await store.DoubtsAsync(cancellation), await store.UnreadTypesAsync(cancellation));
        var read = new List<TypeOutcome>();
        foreach (var stage in SyncedTypes.Stages(tenant.Ehr.Types))
            read.AddRange(await ReadAsync(stage, run, progress, cancellation));
        var named = await new NamedDirectory(reader, store, _mapping, _names).RunAsync([.. read.Select(static each => (each.Type, each.Read))], full, cancellation);
        read = [.. read.Zip(named, static (each, by) => each with { Type = by.Type, Read = by.Read })];
        var asked = run.Population is { } listed ? Asked(listed).ToHashSet(StringComparer.Ordinal) : null;
        var types = await SweepAsync(read, run.Population, asked, startedAt, cancellation);
        var doubts = await KeepDoubtsAsync(types, asked, run.Doubts, cancellation);
        if (anew)
            await store.RecordWholeReadAsync(ReachingBack, startedAt, cancellation);
        if (anew && !types.Any(type => SyncedTypes.ByDayOfService.Contains(type.ResourceType) && type.PossiblyIncomplete))
            await store.ServicesSinceAsync(since, cancellation);
        var report = new SyncReport
        {
            StartedAt = startedAt,
            EndedAt = time.GetUtcNow(),
            Types = types,
            Doubts = doubts,
            Reprojected = reprojected,
            StatementChange = statementChange,
            UnreadBefore = run.Unread,
            IsFull = full,
        };
        if (report.IsComplete)
            await store.RecordCompleteReadAsync(new CompleteRead(report.StartedAt, report.EndedAt), cancellation);
        CrashPoint.Reach(CrashPoint.CompleteReadRecorded);
        await store.RecordSyncAsync(report.Mark, cancellation);
        return report;
    }

    private async Task<bool> ReprojectAsync(CancellationToken cancellation)
    {
        var stored = await store.MappingVersionAsync(cancellation);
        if (stored == mapping.Version)
            return false;
        await store.ReprojectAsync(_mapping, cancellation);
        return stored is not null;
    }

    private DateOnly ServicesSince(DateTimeOffset now)
    {
        // The first month that may still be billed looks as far back as any other.
        var earliest = Domain.Periods.ServiceMonth.Of(tenant.TimeZone.DayOf(now));
        if (tenant.Billing.FirstMonth is { } first && first < earliest)
            earliest = first < earliest.AddMonths(-BillingSettings.MonthsToFile) ? earliest.AddMonths(-BillingSettings.MonthsToFile) : first;
        return earliest.AddMonths(-tenant.Ehr.HistoryMonths).FirstDay;
    }

    private DateOnly WindowSince(DateTimeOffset now) =>
        Domain.Periods.ServiceMonth.Of(tenant.TimeZone.DayOf(now)).AddMonths(-tenant.Ehr.Profile.WindowMonths).FirstDay;

    private async Task<IReadOnlyList<TypeOutcome>> ReadAsync(ImmutableArray<string> stage, Run run, IProgress<TypeSync>? progress, CancellationToken cancellation)
    {
        var scope = new ReadScope(
            run.StartedAt, run.Since, WindowSince(run.StartedAt), _mapping, await PatientsAsync(stage, run.Population, cancellation), run.Doubted, _names);
        var reads = new List<TypeRead>();
        foreach (var type in stage)
        {
            var plan = await reader.PlanAsync(type, cancellation);
            // What nothing could be told of is read anew, however much of it was read in its time.
            var whole = run.Full || (run.Anew && SyncedTypes.ByDayOfService.Contains(type)) || (plan.Withheld is null && run.Unread.Contains(type));
            reads.Add(plan.Forms.IsEmpty
                ? TypeRead.NotOffered(store, plan, scope, await NotOfferedAsync(type, plan, cancellation))
                : await TypeRead.OpenAsync(store, type, plan, scope, whole, cancellation));
        }

        await new ReadLoop(reader, store, tenant.Ehr.ReadsInFlight) { ChangesStored = ChangesStored }.RunAsync(reads, progress, cancellation);
        var outcomes = new List<TypeOutcome>();
        foreach (var read in reads)
            outcomes.Add(await MergeAsync(read, cancellation));
        return outcomes;
    }

    private async Task<TypeSync> NotOfferedAsync(string type, ReadPlan plan, CancellationToken cancellation)
    {
        var withheld = plan.Withheld is not null;
        var doubt = AcceptsDeletions ? null : LossGuard.Doubt(type, await WasReadAsync(type, cancellation), withheld);
        return new TypeSync
        {
            ResourceType = type,
            Kind = withheld ? ReadKind.NotGranted : ReadKind.NotOffered,
            Withheld = plan.Withheld,
            IsElsewhere = type == "CarePlan" && tenant.Ehr.AlsoRead.Contains(EhrTypes.Documents),
            PossiblyIncomplete = doubt is not null,
            Reason = doubt,
        };
    }

    // What was done under a merged id may still stand under it.
    private async Task<IReadOnlyList<string>> PatientsAsync(ImmutableArray<string> stage, IReadOnlyList<string>? population, CancellationToken cancellation)
    {
        if (!stage.Any(EhrTypes.IsOfPatients))
            return population ?? [];
        return Asked(population ?? [.. await store.PatientsAsync(cancellation), .. _mapping.Aliases.Into.Keys]);
    }

    private IReadOnlyList<string> Asked(IReadOnlyList<string> patients)
    {
        var aliases = _mapping.Aliases;
        var all = patients.Concat(patients.Select(aliases.Resolve)).ToHashSet(StringComparer.Ordinal);
        return [.. all.Concat(aliases.Into.Keys.Where(merged => all.Contains(aliases.Resolve(merged)))).Distinct(StringComparer.Ordinal)];
    }

    private async Task<TypeOutcome> MergeAsync(TypeRead read, CancellationToken cancellation)
    {
        var outcome = read.Outcome!;
        if (read.Merges?.Affected() is not { Count: > 0 } affected)
            return outcome;
        var result = await store.MergePatientsAsync(_mapping.Over(read.Merges.Now), affected, cancellation);
        _mapping = _mapping.Over(result.Aliases);
        return outcome with { Type = outcome.Type with { Gaps = [.. outcome.Type.Gaps, .. result.Gaps] } };
    }

    private async Task<bool> WasReadAsync(string type, CancellationToken cancellation) =>
        (await store.CursorAsync(type, cancellation)).LastUpdated is not null
        || (await store.CursorAsync(SyncCursor.KeyOf(type, "*"), cancellation)).LastUpdated is not null;

    // Only after all types: what one search did not list, another may have included.
    private async Task<ImmutableArray<TypeSync>> SweepAsync(List<TypeOutcome> outcomes, IReadOnlyList<string>? listed, HashSet<string>? asked, DateTimeOffset startedAt, CancellationToken cancellation)
    {
        var types = ImmutableArray.CreateBuilder<TypeSync>(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            var type = await SweepAsync(outcome, asked, startedAt, cancellation);
            types.Add(type.ResourceType == "Patient" ? await OfListAsync(type, listed, asked, cancellation) : type);
            CrashPoint.Reach(CrashPoint.Swept);
        }

        return types.MoveToImmutable();
    }

    private async Task<TypeSync> OfListAsync(TypeSync type, IReadOnlyList<string>? listed, HashSet<string>? asked, CancellationToken cancellation)
    {
        if (asked is not null)
            type = type with { Departed = (await store.PatientsAsync(cancellation)).Count(patient => !asked.Contains(patient)) };
        if (type is not { Kind: ReadKind.Full, PossiblyIncomplete: false })
            return type;
        var (named, before) = (listed?.Distinct(StringComparer.Ordinal).Count(), await store.ListedAsync(cancellation));
        if (!AcceptsDeletions && named is { } now && LossGuard.DoubtOfList(now, before) is { } doubt)
            return type with { PossiblyIncomplete = true, Reason = doubt };
        if (named != before)
            await store.RecordListedAsync(named, cancellation);
        return type;
    }

    private async Task<TypeSync> SweepAsync(TypeOutcome outcome, HashSet<string>? asked, DateTimeOffset startedAt, CancellationToken cancellation)
    {
        var (type, read) = outcome;
        var doubted = type.Doubts.SelectMany(doubt => new[] { _mapping.Aliases.Resolve(doubt.Asked), _mapping.Aliases.Resolve(doubt.Patient) });
        if (type is { Kind: ReadKind.Changes, PossiblyIncomplete: false } && outcome.Recovered.Count > 0)
            return type with { Deleted = await store.SweepAsync(type.ResourceType, read, PatientScope.Only(outcome.Recovered.Select(_mapping.Aliases.Resolve)), cancellation) };
        if (type is not { Kind: ReadKind.Full, PossiblyIncomplete: false, KeepsUnseen: false })
            return type;
        // Of whoever is not on the list any more nothing was asked for, so that nothing of it is gone.
        var isListed = asked is not null && type.Form is { ByPatient: true };
        var whole = isListed ? PatientScope.OnlyAndNobodys(asked!.Except(doubted)) : PatientScope.Except(doubted);
        if (!AcceptsDeletions && await LossAsync(type.ResourceType, read, whole, isListed, cancellation) is { } loss)
            return type with { PossiblyIncomplete = true, Reason = loss };
        type = type with { Deleted = await store.SweepAsync(type.ResourceType, read, whole, cancellation) };
        if (type.Form is { Narrowing: ReadNarrowing.DateWindow })
            await store.RecordWholeReadAsync(type.ResourceType, startedAt, cancellation);
        return type;
    }

    private async Task<string?> LossAsync(string type, long read, PatientScope whole, bool isListed, CancellationToken cancellation)
    {
        var found = await store.CountUnseenAsync(type, read, whole, cancellation);
        // A list that names nobody who is known is another list, or an empty one.
        if (isListed && type == "Patient" && found.Known == found.Unseen)
            found = await store.CountUnseenAsync(type, read, cancellation);
        return LossGuard.Doubt(type, found);
    }

    // After the sweeps: whoever is in no doubt any more has nothing left of what is gone.
    private async Task<IReadOnlyList<PatientDoubt>> KeepDoubtsAsync(
        ImmutableArray<TypeSync> types, HashSet<string>? asked, IReadOnlyList<PatientDoubt> before, CancellationToken cancellation)
    {
        var now = types.SelectMany(Standing).ToList();
        var changed = now.Except(before).Concat(before.Except(now)).Select(doubt => _mapping.Aliases.Resolve(doubt.Patient)).ToHashSet(StringComparer.Ordinal);
        if (changed.Count > 0)
            await store.KeepDoubtsAsync(now, changed, cancellation);
        return now;

        // Nobody looked again at whoever is not on the list any more.
        IEnumerable<PatientDoubt> Standing(TypeSync type) => type switch
        {
            { PossiblyIncomplete: false, Form: { ByPatient: true } } => type.Doubts.Concat(BeforeOf(type).Where(doubt => asked?.Contains(doubt.Asked) == false)),
            { PossiblyIncomplete: false, Kind: ReadKind.Full } => [],
            _ => BeforeOf(type),
        };

        IEnumerable<PatientDoubt> BeforeOf(TypeSync type) => before.Where(doubt => doubt.Doubt.ResourceType == type.ResourceType);
    }
}
