using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>
/// Compares the ledger and the EHR both ways for a month. It writes nothing into the EHR and changes no entry; only a person's word that the
/// ledger was lost lets it add what is ours there.
/// </summary>
/// <param name="ledger">What was planned and sent.</param>
/// <param name="inventory">Everything of ours in the EHR.</param>
/// <param name="writer">Asks the EHR for single resources; nothing is sent.</param>
/// <param name="bodies">Tells whether a copy is faithful.</param>
/// <param name="bills">What each patient's month comes to now.</param>
/// <param name="tenant">The practice.</param>
/// <param name="time">The clock.</param>
/// <param name="settle">How long after it was sent the EHR may not show what it has.</param>
public sealed class ReconcileRun(
    IBillingLedger ledger, IEhrInventory inventory, IEhrWriter writer, IClaimBodies bodies, MonthBillReader bills, Tenant tenant, TimeProvider time, TimeSpan settle)
{
    private static readonly string[] s_types = ["Claim", "ChargeItem"];

    // What an EHR answers in a way that tells nothing is a question not asked; that it is not there, or lets nobody in, ends the run.
    private static bool TellsNothing(EhrException error) => error.Failure is EhrFailure.Protocol or EhrFailure.UnsafeLink;

    /// <summary>Compares; with a word, adopts what is lost and compares again.</summary>
    /// <param name="month">The month.</param>
    /// <param name="adoption">Whose word it is that the ledger was lost; null to only look.</param>
    /// <param name="cancellation">Stops between requests.</param>
    /// <exception cref="EhrException">The EHR cannot be reached or refuses.</exception>
    public async Task<ReconcileReport> RunAsync(ServiceMonth month, AdoptionWord? adoption, CancellationToken cancellation)
    {
        // The EHR first: what the service sends meanwhile is in the ledger by the time that is read, and is asked for one by one.
        var shown = new Dictionary<string, EhrInventory>(StringComparer.Ordinal);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in s_types)
        {
            shown[type] = await inventory.AllAsync(type, month, cancellation);
            if (await WritesAsync(type, cancellation))
                written.Add(type);
        }

        var view = new EhrView();
        foreach (var holding in shown.Values.SelectMany(each => each.Holdings))
            view.Add(holding);
        var entries = await ledger.MonthAsync(month, cancellation);
        var patients = await bills.ReadAsync(month, view.Holdings.Select(holding => holding.Patient).OfType<string>(), cancellation);
        foreach (var type in s_types.Where(type => written.Contains(type) || entries.Any(entry => entry.ResourceType == type && entry.State == LedgerState.Confirmed)))
        {
            if (shown[type].NotAsked is { } why)
                view.LeaveOpen($"Whether the EHR has {type}s that the ledger does not know: {why}.");
        }

        if (patients.Failed > 0)
            view.LeaveOpen($"Whether somebody else billed the month: {patients.Failed} patients cannot be assessed.");
        foreach (var resource in Asked(entries, patients, shown, written, view))
            await FindAsync(resource, shown[resource.ResourceType], view, cancellation);

        // What was set aside on its way back is no passing state: a person looks at it.
        List<TakeBack> takeBacks = [.. (await ledger.TakeBacksAsync(cancellation)).Where(back => back.Slot.Month == month && back.State != LedgerState.Quarantined)];
        var findings = await CompareAsync(entries, takeBacks, patients, written, view, cancellation);
        if (adoption is null)
            return Report(month, entries, takeBacks, findings, view, []);
        var adopted = await AdoptAsync(month, entries, patients, findings, view, adoption, cancellation);
        var completed = await new LedgerCompletion(ledger, bodies, tenant, time.GetUtcNow()).RunAsync(
            await ledger.MonthAsync(month, cancellation), patients, entry => view.HasLive(entry.ResourceType, entry.Identifier), written.Contains("Claim"), adoption, cancellation);
        entries = await ledger.MonthAsync(month, cancellation);
        findings = await CompareAsync(entries, takeBacks, patients, written, view, cancellation);
        return Report(month, entries, takeBacks, [.. completed.Halves, .. findings.Select(finding => Objected(finding, adopted.Objections))], view, adopted.Adopted) with
        {
            Planned = [.. completed.Planned],
        };
    }

    private async Task<bool> WritesAsync(string type, CancellationToken cancellation) =>
        await writer.VerbAsync(type, cancellation) is not null;

    // A search by system alone may come without what a search by value finds: nothing is missing before it was asked for by its own identifier,
    // and where an EHR showed nothing at all, what could be billed is asked for in the same way.
    private List<OutboundResource> Asked(
        IReadOnlyList<LedgerEntry> entries, MonthBills patients, Dictionary<string, EhrInventory> shown, HashSet<string> written, EhrView view)
    {
        var asked = entries.Where(entry => entry.State == LedgerState.Confirmed && !view.Has(entry.ResourceType, entry.Identifier))
            .Select(entry => new OutboundResource(entry.ResourceType, entry.Identifier, entry.RevisionIdentifier, entry.Patient, entry.Body)).ToList();
        var known = entries.Select(entry => entry.Identifier).ToHashSet(StringComparer.Ordinal);
        foreach (var (patient, bill) in patients.ByPatient)
        {
            var claim = ClaimIdentifiers.Claim(tenant.Slug, patient["Patient/".Length..], bill.Plan.Month);
            var made = bill.Plan.Lines
                .Select(line => new OutboundResource("ChargeItem", ClaimIdentifiers.Charge(claim, line.Code), ClaimIdentifiers.ChargeRevision(claim, 1, line.Code), patient, default))
                .Prepend(new OutboundResource("Claim", claim, ClaimIdentifiers.ClaimRevision(claim, 1), patient, default));
            asked.AddRange(made.Where(resource => !bill.Plan.Lines.IsEmpty && written.Contains(resource.ResourceType)
                && shown[resource.ResourceType].Seen.Count == 0 && !known.Contains(resource.Identifier)));
        }

        return asked;
    }

    private async Task FindAsync(OutboundResource resource, EhrInventory shown, EhrView view, CancellationToken cancellation)
    {
        try
        {
            foreach (var copy in await writer.FindAsync(resource, cancellation))
            {
                view.Add(inventory.Describe(resource.ResourceType, copy));
                if (shown.NotAsked is null && !shown.Seen.Contains(copy.Reference))
                    view.LeaveOpen($"Whether the EHR has {resource.ResourceType}s that the ledger does not know: asked by our identifier system alone, it does not show all of ours.");
            }
        }
        catch (EhrException error) when (TellsNothing(error))
        {
            view.LeaveOpen($"Whether the EHR has the {resource.ResourceType} {resource.RevisionIdentifier}: {error.Message}", resource.Identifier);
        }
    }

    private async Task<IReadOnlyList<DriftFinding>> CompareAsync(
        IReadOnlyList<LedgerEntry> entries, List<TakeBack> takeBacks, MonthBills patients, HashSet<string> written, EhrView view, CancellationToken cancellation)
    {
        var known = entries.Select(entry => entry.Identifier).ToHashSet(StringComparer.Ordinal);
        var elsewhere = new HashSet<string>(StringComparer.Ordinal);
        foreach (var identifier in view.Holdings.Select(holding => holding.Identifier).OfType<string>().Except(known, StringComparer.Ordinal))
        {
            if ((await ledger.RevisionsAsync(identifier, cancellation)).Count > 0)
                elsewhere.Add(identifier);
        }

        var changing = takeBacks.Select(back => back.Slot).ToHashSet();
        var findings = new LedgerComparison(bodies, writesPairs: written.Count == s_types.Length, MayBeHidden, changing).Of(entries, view.Holdings, elsewhere).Where(view.Proves);
        return
        [
            .. findings.Concat(patients.BilledByHand()).OrderBy(finding => finding.Kind)
                .ThenBy(finding => finding.Identifier, StringComparer.Ordinal).ThenBy(finding => finding.Patient, StringComparer.Ordinal),
        ];
    }

    // What has an id that we chose is read by it; everything else is found by a search, whose index may be late.
    private bool MayBeHidden(LedgerEntry entry) =>
        entry.SentBy is not WriteVerb.UpdateAsCreate && entry.SentAt is { } sent && time.GetUtcNow() - sent < settle;

    private Task<AdoptionResult> AdoptAsync(
        ServiceMonth month, IReadOnlyList<LedgerEntry> entries, MonthBills patients, IReadOnlyList<DriftFinding> findings, EhrView view, AdoptionWord word,
        CancellationToken cancellation)
    {
        var extra = findings.Where(finding => finding.Kind == DriftKind.Extra).SelectMany(finding => finding.References).ToHashSet(StringComparer.Ordinal);
        // What the ledger knows already is brought to rest by the next pass, which asks.
        var known = entries.Select(entry => entry.Identifier).ToHashSet(StringComparer.Ordinal);
        return new LedgerAdoption(ledger, bodies, tenant.Slug, month).RunAsync(
            [.. view.Holdings.Where(holding => extra.Contains(holding.Copy.Reference) && !(holding.Identifier is { } identifier && known.Contains(identifier)))],
            patient => patients.ByPatient.TryGetValue(patient, out var bill) ? bill.Plan.MemberKey : null, word, cancellation);
    }

    private static DriftFinding Objected(DriftFinding finding, IReadOnlyDictionary<string, string> objections) =>
        finding.References.Select(reference => objections.GetValueOrDefault(reference)).FirstOrDefault(objection => objection is not null) is { } why
            ? finding with { Said = $"{finding.Said} It was not adopted: {why}" }
            : finding;

    private ReconcileReport Report(
        ServiceMonth month, IReadOnlyList<LedgerEntry> entries, List<TakeBack> takeBacks, IReadOnlyList<DriftFinding> findings, EhrView view, IReadOnlyList<LedgerEntry> adopted) => new()
        {
            Month = month,
            Confirmed = entries.Count(entry => entry.State == LedgerState.Confirmed),
            Open = takeBacks.Count + entries.Count(entry => entry.State is LedgerState.Sending or LedgerState.InDoubt
                || (entry.State == LedgerState.Confirmed && !view.Has(entry.ResourceType, entry.Identifier) && MayBeHidden(entry))),
            Findings = [.. findings],
            NotAsked = [.. view.NotAsked],
            Adopted = [.. adopted],
        };
}
