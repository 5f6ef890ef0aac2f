using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>One sync of a tenant: what the EHR has becomes stored resources and facts.</summary>
public sealed class SyncRun(IEhrReader reader, IResourceStore store, IResourceMapping mapping, Tenant tenant, TimeProvider time)
{
    // A window of days sees no change of an older service, and no deletion: once a day it is opened wide.
    private static readonly TimeSpan s_windowHolds = TimeSpan.FromHours(24);

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

    private sealed record Pending(TypeSync Type, long Read);

    private sealed record Scope(bool Full, DateTimeOffset StartedAt, DateOnly Since, IReadOnlyList<string>? Population, ImmutableArray<string> Unread);

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
        var anew = reachesBack && (full || await IsDueAsync(ReachingBack, startedAt, cancellation));
        var population = await reader.PopulationAsync(cancellation);
        var unread = await store.UnreadTypesAsync(cancellation);
        var pending = new List<Pending>();
        foreach (var type in SyncedTypes.InOrder)
        {
            var whole = full || (anew && SyncedTypes.ByDayOfService.Contains(type));
            var read = await ReadAsync(type, new Scope(whole, startedAt, since, population, unread), cancellation);
            pending.Add(read);
            progress?.Report(read.Type);
        }

        var named = await new NamedDirectory(reader, store, _mapping, _names).RunAsync([.. pending.Select(each => (each.Type, each.Read))], full, cancellation);
        var types = await SweepAsync([.. named.Select(each => new Pending(each.Type, each.Read))], startedAt, cancellation);
        if (anew)
            await store.RecordWholeReadAsync(ReachingBack, startedAt, cancellation);
        if (anew && !types.Any(type => SyncedTypes.ByDayOfService.Contains(type.ResourceType) && type.PossiblyIncomplete))
            await store.ServicesSinceAsync(since, cancellation);
        var report = new SyncReport { StartedAt = startedAt, EndedAt = time.GetUtcNow(), Types = types, Reprojected = reprojected, StatementChange = statementChange, UnreadBefore = unread };
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

    private async Task<Pending> ReadAsync(string type, Scope scope, CancellationToken cancellation)
    {
        var plan = await reader.PlanAsync(type, cancellation);
        if (plan.Forms.IsEmpty)
        {
            var withheld = plan.Withheld is not null;
            var doubt = AcceptsDeletions ? null : LossGuard.Doubt(type, await WasReadAsync(type, cancellation), withheld);
            return new Pending(
                new TypeSync
                {
                    ResourceType = type,
                    Kind = withheld ? ReadKind.NotGranted : ReadKind.NotOffered,
                    Withheld = plan.Withheld,
                    PossiblyIncomplete = doubt is not null,
                    Reason = doubt,
                },
                0);
        }

        // What nothing could be told of is read anew, however much of it was read in its time.
        if (plan.Withheld is null && scope.Unread.Contains(type))
            scope = scope with { Full = true };
        var avoided = await store.AvoidedFormsAsync(type, cancellation) is { } kept && kept.Basis == plan.Basis ? kept : AvoidedForms.None(plan.Basis);
        var warnings = avoided.Reasons.Select(avoidance => $"not read by {avoidance.Key}: {avoidance.Value}").ToList();
        var known = warnings.Count;
        EhrException? refusal = null;
        foreach (var form in avoided.LeftOf(scope.Full ? plan.Forms.Select(form => form.Whole).Distinct() : plan.Forms))
        {
            var read = await store.BeginReadAsync(type, cancellation);
            CrashPoint.Reach(CrashPoint.ReadNumbered);
            var task = new ReadingTask(
                type, form, scope.Full || await IsWideAsync(type, form, scope.StartedAt, cancellation), read,
                SyncedTypes.ByDayOfService.Contains(type) ? scope.Since : null, WindowSince(scope.StartedAt));
            var merges = type == "Patient" ? new MergedPatients(_mapping.Aliases) : null;
            var reading = new TypeReading(reader, store, _mapping, task) { ChangesStored = ChangesStored, Merges = merges, Names = _names };
            var reason = await TryAsync(reading, form, scope.Population, failure => refusal = failure, cancellation);
            if (reason is null)
                return new Pending(reading.Sync with { Gaps = [.. reading.Sync.Gaps, .. await MergeAsync(merges, cancellation)], Because = form == plan.Forms[0] ? plan.Because : null, Withheld = plan.Withheld, Warnings = [.. warnings], Fallen = [.. warnings.Skip(known)] }, read);
            warnings.Add($"not read by {form.Word}: {reason}");
            avoided = avoided.With(form, reason);
            await store.KeepAvoidedFormsAsync(type, avoided, cancellation);
        }

        // Nothing is left that could be believed: the next read begins with what was avoided.
        await store.KeepAvoidedFormsAsync(type, AvoidedForms.None(plan.Basis), cancellation);
        if (refusal is not null)
            throw refusal;
        return new Pending(
            new TypeSync { ResourceType = type, Kind = ReadKind.Full, PossiblyIncomplete = true, Reason = "the EHR ignores what it is asked in every form", Warnings = [.. warnings], Fallen = [.. warnings.Skip(known)] }, 0);
    }

    // Why the form cannot be used, or null. A refusal counts as one only as long as the EHR has answered nothing else.
    private async Task<string?> TryAsync(
        TypeReading reading, ReadForm form, IReadOnlyList<string>? population, Action<EhrException> refused, CancellationToken cancellation)
    {
        try
        {
            if (!form.ByPatient)
                return await reading.RunAsync(cancellation);
            return await reading.RunAsync(await PatientsAsync(reading.Sync.ResourceType, population, cancellation), cancellation);
        }
        catch (EhrException failure) when (failure.RefusesRequest && !reading.HasBegun)
        {
            refused(failure);
            return "it refuses to be asked so";
        }
    }

    // What was done under a merged id may still stand under it.
    private async Task<IEnumerable<string>> PatientsAsync(string type, IReadOnlyList<string>? population, CancellationToken cancellation)
    {
        var aliases = _mapping.Aliases;
        if (type == "Patient")
            return population ?? [];
        var patients = population ?? [.. await store.PatientsAsync(cancellation), .. aliases.Into.Keys];
        return patients.Concat(patients.Select(aliases.Resolve)).Distinct(StringComparer.Ordinal);
    }

    private async Task<IEnumerable<RecordGap>> MergeAsync(MergedPatients? merges, CancellationToken cancellation)
    {
        if (merges?.Affected() is not { Count: > 0 } affected)
            return [];
        var result = await store.MergePatientsAsync(_mapping.Over(merges.Now), affected, cancellation);
        _mapping = _mapping.Over(result.Aliases);
        return result.Gaps;
    }

    private async Task<bool> IsWideAsync(string type, ReadForm form, DateTimeOffset now, CancellationToken cancellation) =>
        form.Narrowing == ReadNarrowing.DateWindow && await IsDueAsync(type, now, cancellation);

    private async Task<bool> IsDueAsync(string what, DateTimeOffset now, CancellationToken cancellation) =>
        await store.LastWholeReadAsync(what, cancellation) is not { } last || now - last >= s_windowHolds;

    private async Task<bool> WasReadAsync(string type, CancellationToken cancellation) =>
        (await store.CursorAsync(type, cancellation)).LastUpdated is not null
        || (await store.CursorAsync(SyncCursor.KeyOf(type, "*"), cancellation)).LastUpdated is not null;

    // Only after all types: what one search did not list, another may have included.
    private async Task<ImmutableArray<TypeSync>> SweepAsync(List<Pending> pending, DateTimeOffset startedAt, CancellationToken cancellation)
    {
        var types = ImmutableArray.CreateBuilder<TypeSync>(pending.Count);
        foreach (var (type, read) in pending)
        {
            if (type is not { Kind: ReadKind.Full, PossiblyIncomplete: false })
                types.Add(type);
            else if (!AcceptsDeletions && LossGuard.Doubt(type.ResourceType, await store.CountUnseenAsync(type.ResourceType, read, cancellation)) is { } doubt)
                types.Add(type with { PossiblyIncomplete = true, Reason = doubt });
            else
            {
                types.Add(type with { Deleted = await store.SweepAsync(type.ResourceType, read, cancellation) });
                if (type.Form is { Narrowing: ReadNarrowing.DateWindow })
                    await store.RecordWholeReadAsync(type.ResourceType, startedAt, cancellation);
            }
            CrashPoint.Reach(CrashPoint.Swept);
        }

        return types.MoveToImmutable();
    }
}
