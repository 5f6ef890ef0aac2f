using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>Assesses patients of a month from what is stored.</summary>
public sealed class AssessmentRun(
    IResourceStore resources, IAssessmentStore assessments, IResourceMapping mapping, MonthRules rulePack, Tenant tenant, Engine engine)
{
    private const int SavedAtOnce = 500;

    /// <summary>Assesses everybody who is due; a patient who cannot be assessed is set aside and never stops the others.</summary>
    /// <remarks>When rules, settings, engine or the types that are read are not those of the last time, everybody is.</remarks>
    public async Task<AssessmentReport> RunAsync(ServiceMonth month, CancellationToken cancellation)
    {
        if (await assessments.AssessedByAsync(month, cancellation) != await BasisAsync(cancellation))
            return await RunForEverybodyAsync(month, cancellation);
        var position = await assessments.PositionAsync(cancellation);
        return await RunAsync(month, position, await assessments.DueAsync(month, cancellation), cancellation);
    }

    /// <summary>
    /// Assesses who is due of the months whose assessments were made by what holds now; the others wait for <see cref="RunAsync(ServiceMonth, CancellationToken)"/>, which
    /// assesses everybody.
    /// </summary>
    public async Task CatchUpAsync(IEnumerable<ServiceMonth> months, CancellationToken cancellation)
    {
        var basis = await BasisAsync(cancellation);
        foreach (var month in months)
        {
            if (await assessments.AssessedByAsync(month, cancellation) == basis)
                await RunAsync(month, cancellation);
        }
    }

    /// <summary>Assesses every patient, due or not.</summary>
    public async Task<AssessmentReport> RunForEverybodyAsync(ServiceMonth month, CancellationToken cancellation)
    {
        await rulePack.KeepAsync(cancellation);
        CrashPoint.Reach(CrashPoint.RulePackKept);
        var basis = await BasisAsync(cancellation);
        var position = await assessments.PositionAsync(cancellation);
        var report = await RunAsync(month, position, await resources.PatientsAsync(cancellation), cancellation);
        await assessments.SaveAssessedByAsync(month, basis, cancellation);
        return report;
    }

    private async Task<string> BasisAsync(CancellationToken cancellation)
    {
        var unread = await resources.UnreadTypesAsync(cancellation);
        return $"{rulePack.Version} {tenant.Revision} {engine.Version}{(unread.IsEmpty ? "" : $" without {string.Join(' ', unread)}")}";
    }

    /// <summary>One patient's assessment, not kept; null when nothing is stored of the patient.</summary>
    public async Task<Assessment?> AssessAsync(string patient, ServiceMonth month, CancellationToken cancellation)
    {
        var reader = await PatientRecordReader.OpenAsync(resources, mapping, tenant, cancellation);
        var facts = await reader.ReadAsync(patient, month, cancellation);
        if (facts.AreUnknown)
            return null;
        var record = facts.Build();
        return engine.Decide(record, (await rulePack.InForceAsync(month, cancellation)).For(record, tenant, month), tenant, month);
    }

    /// <summary>
    /// Codes that a bill of the month can carry, sorted; null where <paramref name="code"/> is one of care management, or no rules are in force
    /// that could tell.
    /// </summary>
    public async Task<ImmutableArray<string>?> CodesInsteadOfAsync(string code, ServiceMonth month, CancellationToken cancellation)
    {
        var byPayer = await rulePack.InForceAsync(month, cancellation);
        RulesInForce[] rules = [.. byPayer.Overlays.Values.Prepend(byPayer.Extended).OfType<RulesInForce>()];
        return rules.Length == 0 || Array.Exists(rules, one => one.IsOwnCode(code))
            ? null
            : [.. rules.SelectMany(static one => one.Codes).Select(static known => known.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// One patient's assessment, kept at once; null when nothing is stored of the patient. It may run beside the passes of the service: whichever
    /// saw more stays, and theirs of two that saw the same. The patient stays due.
    /// </summary>
    public async Task<Assessment?> ReassessAsync(string patient, ServiceMonth month, CancellationToken cancellation)
    {
        await rulePack.KeepAsync(cancellation);
        var position = await assessments.PositionAsync(cancellation);
        if (await AssessAsync(patient, month, cancellation) is not { } assessment)
            return null;
        // Settings may have changed since whoever asks was let in. The next pass goes by those that hold then, and must not find it done.
        await assessments.SaveAsync([Stored(assessment, position - 1)], cancellation);
        return assessment;
    }

    /// <summary>Every patient's assessment in the order of the references, not kept; null for a patient who cannot be assessed.</summary>
    public async IAsyncEnumerable<(string Patient, Assessment? Assessment)> EverybodyAsync(ServiceMonth month, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = await PatientRecordReader.OpenAsync(resources, mapping, tenant, cancellation);
        var rules = await rulePack.InForceAsync(month, cancellation);
        foreach (var patient in await resources.PatientsAsync(cancellation))
        {
            var facts = await reader.ReadAsync(patient, month, cancellation);
            yield return (patient, Decide(facts, rules, month, out _));
        }
    }

    // The position is older than the list of patients: whoever changes meanwhile is in the list or stays due.
    private async Task<AssessmentReport> RunAsync(ServiceMonth month, long position, IReadOnlyList<string> patients, CancellationToken cancellation)
    {
        CrashPoint.Reach(CrashPoint.AssessmentBegun);
        var reader = await PatientRecordReader.OpenAsync(resources, mapping, tenant, cancellation);
        var rules = await rulePack.InForceAsync(month, cancellation);
        var counts = new SortedDictionary<Outcome, int>();
        var failed = ImmutableArray.CreateBuilder<FailedPatient>();
        foreach (var batch in patients.Chunk(SavedAtOnce))
        {
            var saved = new List<StoredAssessment>(batch.Length);
            foreach (var patient in batch)
            {
                var facts = await reader.ReadAsync(patient, month, cancellation);
                if (TryAssess(facts, rules, month, position, out var assessment, out var fault))
                    saved.Add(assessment!);
                else
                    failed.Add(new FailedPatient(patient, fault!));
            }

            CrashPoint.Reach(CrashPoint.AssessmentsDecided);
            await assessments.SaveAsync(saved, cancellation);
            CrashPoint.Reach(CrashPoint.AssessmentsSaved);
            foreach (var assessment in saved)
                counts[assessment.Outcome] = counts.GetValueOrDefault(assessment.Outcome) + 1;
        }

        CrashPoint.Reach(CrashPoint.AssessmentDone);
        if (failed.Count == 0)
            await assessments.SaveAssessedThroughAsync(month, position, cancellation);
        return new AssessmentReport(month, counts.ToImmutableSortedDictionary(), failed.ToImmutable());
    }

    private bool TryAssess(
        PatientFacts facts, RulesByPayer rules, ServiceMonth month, long position, out StoredAssessment? stored, out string? fault)
    {
        stored = Decide(facts, rules, month, out fault) is { } assessment
            ? Stored(assessment, position)
            : null;
        return stored is not null;
    }

    private static StoredAssessment Stored(Assessment assessment, long position) =>
        new(assessment.Patient, assessment.Month, assessment.Outcome, AssessmentJson.ToUtf8(assessment, explain: true)) { Position = position };

    private Assessment? Decide(PatientFacts facts, RulesByPayer rules, ServiceMonth month, out string? fault)
    {
        try
        {
            var record = facts.Build();
            fault = null;
            return engine.Decide(record, rules.For(record, tenant, month), tenant, month);
        }
        catch (Exception error)
        {
            // Only pure code runs in here: one patient's impossible record must not keep the practice from closing its month.
            fault = error.GetType().Name;
            return null;
        }
    }
}
