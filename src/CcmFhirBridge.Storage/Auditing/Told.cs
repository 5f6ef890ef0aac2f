using System.Globalization;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Ledgers;

namespace CcmFhirBridge.Storage.Auditing;

/// <summary>What the store tells the trail of what it does; reasons and notes stay where they are.</summary>
internal static class Told
{
    private const int LongestType = 40;

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A change of a ledger entry: how it stands after it.</summary>
    public static AuditRecord Of(EntryRow entry, string? from, DateTimeOffset at) =>
        new AuditRecord { At = at, Kind = AuditKinds.Ledger, Action = entry.State, Subject = entry.RevisionIdentifier }
            .About([entry.Patient]).With("from", from).With("fence", entry.Fence).With("body", entry.BodyHash).With("units", entry.Units)
            .With("cents", entry.ChargeCents).With("attempts", entry.Attempts).With("verb", entry.SentBy).With("ehr", entry.EhrReference)
            .With(AuditDetails.Month, entry.Month).With(AuditDetails.ResourceType, entry.Code.Length == 0 ? "Claim" : "ChargeItem");

    public static AuditRecord Of(HumanDecision decision, DateTimeOffset at) =>
        new AuditRecord { At = at, Kind = AuditKinds.Decision, Action = Words.Of(decision.Kind), Agent = decision.By, Subject = decision.Id }
            .About([decision.Patient]).With(AuditDetails.Month, decision.Month.ToString());

    public static AuditRecord Of(CorrectionEvent said, DateTimeOffset at) =>
        new AuditRecord { At = at, Kind = AuditKinds.Correction, Action = Words.Of(said.Step), Agent = said.By ?? AuditRecord.Bridge, Subject = said.Correction.Id }
            .About([said.Correction.Patient]).With(AuditDetails.Month, said.Correction.Month.ToString()).With("claim", said.Correction.Identifier)
            .With("kind", Words.Of(said.Correction.Kind));

    public static AuditRecord Of(MonthRecord month, DateTimeOffset at) =>
        new AuditRecord { At = at, Kind = AuditKinds.Month, Action = Words.Of(month.State), Subject = month.Month.ToString() }
            .With("seal", month.Seal).With("tenantRevision", month.TenantRevision).With("rulePack", month.RulePack).With("engine", month.Engine);

    /// <summary>A page that was read: how many of each type, and how far the read is. Who is concerned is told by the writer, which knows what was new.</summary>
    public static AuditRecord Of(PageToStore page, StoredPage stored, DateTimeOffset at)
    {
        var record = new AuditRecord { At = at, Kind = AuditKinds.Read, Action = "page", Subject = page.Cursor?.ResourceType ?? "" }
            .With("read", page.Read).With("added", stored.Added).With("changed", stored.Changed).With("unchanged", stored.Unchanged)
            .With("unreadable", stored.Unreadable).With("ignored", stored.Ignored)
            .With("cursor", page.Cursor?.LastUpdated is { } until ? Text(until) : null);
        foreach (var type in page.Resources.CountBy(resource => TypeOf(resource.Projected.ResourceType), StringComparer.Ordinal))
            record = record.With("read." + type.Key, type.Value);
        return record;
    }

    /// <summary>Assessments that were saved together: a row a month, since the assessments say the rest.</summary>
    public static IEnumerable<AuditRecord> Of(IReadOnlyList<StoredAssessment> assessments, DateTimeOffset at)
    {
        foreach (var month in assessments.GroupBy(assessment => assessment.Month))
        {
            var record = new AuditRecord { At = at, Kind = AuditKinds.Assessment, Action = "save", Subject = month.Key.ToString() }
                .With("position", month.Max(assessment => assessment.Position));
            foreach (var outcome in month.CountBy(assessment => assessment.Outcome))
                record = record.With(Words.Of(outcome.Key), outcome.Value);
            yield return record;
        }
    }

    // An EHR may say anything there.
    private static string TypeOf(string type) => type.Length is > 0 and <= LongestType && type.All(char.IsAsciiLetter) ? type : "other";
}
