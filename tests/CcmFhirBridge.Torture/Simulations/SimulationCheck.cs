using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Torture.Simulations.Ehrs;
using CcmFhirBridge.Torture.Simulations.Practices;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>
/// Judges what the ledger says in the end by what the EHR did and what the generator knows, and by nothing that the product tells of its way
/// there. It shares no code with the product's own checks.
/// </summary>
internal sealed class SimulationCheck(GeneratedTruth truth, RecordingEhr ehr, IReadOnlyList<LedgerEntry> ledger)
{
    private readonly ILookup<PatientMonthKey, EhrCommit> _claims = ehr.History.Where(commit => commit.Type == "Claim").ToLookup(commit => commit.Key);
    private readonly ILookup<PatientMonthKey, EhrCommit> _charges = ehr.History.Where(commit => commit.Type == "ChargeItem").ToLookup(commit => commit.Key);
    private readonly HashSet<string> _refused = [.. ehr.Arrivals.Where(arrival => arrival.Refused).Select(arrival => arrival.RevisionIdentifier)];

    public IEnumerable<string> Violations() =>
    [
        .. truth.Months.SelectMany(Duplicates),
        .. truth.Months.SelectMany(Losses),
        .. ehr.History.Where(commit => !commit.Older).SelectMany(Phantoms),
        .. ledger.SelectMany(Falsehoods),
        .. ledger.SelectMany(Unfinished),
        .. ledger.SelectMany(Standing),
    ];

    // C1. What the EHR itself made of one request a second time is not ours, but must not be taken for one.
    private IEnumerable<string> Duplicates(PatientMonthKey key)
    {
        if (AtOnce(_claims[key]) is > 1 and var claims)
            yield return $"duplicate: {claims} Claims of {key}";
        foreach (var code in _charges[key].GroupBy(commit => commit.Lines.Split('x')[0], StringComparer.Ordinal))
        {
            if (AtOnce(code) is > 1 and var charges)
                yield return $"duplicate: {charges} ChargeItems {code.Key} of {key}";
        }
    }

    // How many stood at one moment at most: a later revision comes only after the one before was taken back.
    private static int AtOnce(IEnumerable<EhrCommit> commits)
    {
        var ours = commits.Where(commit => !commit.Doubled).ToList();
        return ours.Select(commit => ours.Count(other => other.At <= commit.At && !(other.TakenBackAt <= commit.At))).DefaultIfEmpty().Max();
    }

    // C2.
    private IEnumerable<string> Losses(PatientMonthKey key)
    {
        if (truth.Bills(key)[^1].Length == 0)
            yield break;
        if (_claims[key].LastOrDefault(commit => commit is { TakenBackAt: null, IsVoid: false }) is not { } claim)
        {
            if (!IsExcused(key))
                yield return $"lost: no Claim of {key}";
            yield break;
        }

        if (!IsExcused(key) && !ledger.Any(entry => entry.Code is null && IsOf(entry, key) && entry.State == LedgerState.Confirmed))
            yield return $"lost: the ledger does not know that the EHR has the Claim of {key}";
        if (IsExcused(key))
            yield break;
        foreach (var line in claim.Lines.Split(',').Where(line => _charges[key].All(charge => charge.Lines != line || charge.TakenBackAt is not null)))
            yield return $"lost: no ChargeItem {line} of {key}";
    }

    // C3 and C4, in the EHR: it says what was true and was not known to have changed when it was sent, it has a row, and a charge never comes before its Claim.
    private IEnumerable<string> Phantoms(EhrCommit commit)
    {
        var bills = truth.BillsSince(commit.Key, commit.IsVoid ? 0 : commit.Judged);
        if (!commit.Damaged && !bills.Any(bill => commit.Type == "Claim" ? bill.Length > 0 && bill == commit.Lines : bill.Split(',').Contains(commit.Lines, StringComparer.Ordinal)))
            yield return $"phantom: {commit.Type} {commit.Lines} of {commit.Key}, which was {string.Join(" then ", bills)}";
        if (ledger.All(entry => entry.RevisionIdentifier != commit.RevisionIdentifier))
            yield return $"phantom: {commit.Reference} is in no ledger";
        if (commit.Type == "ChargeItem" && !_claims[commit.Key].Any(claim => claim.Number < commit.Number))
            yield return $"half: a ChargeItem of {commit.Key} before its Claim";
    }

    // C4, in the ledger: what it says of the EHR is so.
    private IEnumerable<string> Falsehoods(LedgerEntry entry)
    {
        var copies = ehr.History.Where(commit => commit.RevisionIdentifier == entry.RevisionIdentifier).ToList();
        var text = TextBodies.Text(entry.Body);
        if (entry.State == LedgerState.Confirmed && (copies is not [var copy] || copy.Body != text))
            yield return $"false: {entry.RevisionIdentifier} is confirmed and the EHR has {copies.Count}: {string.Join(" ", copies.Select(each => each.Body))}";
        if (entry.State == LedgerState.Rejected && !_refused.Contains(entry.RevisionIdentifier))
            yield return $"false: {entry.RevisionIdentifier} is rejected and was never refused";
        if (entry.State == LedgerState.Quarantined && !IsExcused(KeyOf(entry)))
            yield return $"false: {entry.RevisionIdentifier} is quarantined without a cause: {entry.Reason}";
        var arrived = ehr.Arrivals.Count(arrival => arrival.RevisionIdentifier == entry.RevisionIdentifier);
        if (arrived > entry.Attempts)
            yield return $"unintended: {entry.RevisionIdentifier} came {arrived} times and was meant to {entry.Attempts} times";
    }

    // C6.
    private IEnumerable<string> Unfinished(LedgerEntry entry)
    {
        if (entry.State is LedgerState.Sending or LedgerState.InDoubt)
            yield return $"unfinished: {entry.RevisionIdentifier} is {entry.State}";
        if (entry.State == LedgerState.Planned && (entry.Code is null ? !WaitsForTakingBack(KeyOf(entry)) : !IsExcused(KeyOf(entry))))
            yield return $"unfinished: {entry.RevisionIdentifier} is {entry.State}";
    }

    // C6, of corrections: what a later revision replaces does not go on standing in its way.
    private IEnumerable<string> Standing(LedgerEntry entry)
    {
        var key = KeyOf(entry);
        if (entry is { Code: null, Revision: > 1, State: LedgerState.Quarantined or LedgerState.Planned } && !WaitsForTakingBack(key) && !_claims[key].Any(commit => commit.Older)
            && _claims[key].Any(commit => commit is { TakenBackAt: null, IsVoid: false } && commit.RevisionIdentifier != entry.RevisionIdentifier))
        {
            yield return $"stands: {entry.RevisionIdentifier} is {entry.State}, and nobody takes back what it replaces";
        }
    }

    // The EHR refused to take back what a later revision replaces, or has it otherwise than it was sent.
    private bool WaitsForTakingBack(PatientMonthKey key) =>
        _claims[key].Concat(_charges[key]).Any(commit => commit.TakenBackAt is null && (ehr.Kept.Contains(commit.Reference) || commit.Damaged || commit.Doubled));

    // The EHR refused, changed or doubled something of it, or had it from before; or the bill changed once something of it was there: a person has to look.
    private bool IsExcused(PatientMonthKey key) =>
        (truth.Bills(key).Count > 1 && _claims[key].Concat(_charges[key]).Any())
        || _claims[key].Concat(_charges[key]).Any(commit => commit.Damaged || commit.Doubled || commit.Older || ehr.Kept.Contains(commit.Reference))
        || ledger.Any(entry => IsOf(entry, key) && _refused.Contains(entry.RevisionIdentifier));

    private static bool IsOf(LedgerEntry entry, PatientMonthKey key) => KeyOf(entry) == key;

    private static PatientMonthKey KeyOf(LedgerEntry entry) => new(entry.Patient, entry.Slot.Month.ToString());
}
