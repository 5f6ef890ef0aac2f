using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>What cannot be known of a record: types that were not read, a resource that was not, or a date of one that was.</summary>
internal static class UnreadParts
{
    private const string Modifier = "gap.modifier-extension";
    private const string Label = "gap.security-label";
    private const string Date = "gap.date-unreadable";
    private const string JsonType = "gap.value-type";

    private static readonly string[] s_ofPlans = ["CarePlan", EhrTypes.Documents];
    private static readonly string[] s_ofTime = ["Encounter", EhrTypes.Answers];
    private static readonly string[] s_ofServices = ["ChargeItem", "Claim", "Encounter", "Procedure"];

    /// <summary>Types in which a care plan can stand.</summary>
    public static ReadOnlySpan<string> OfPlans => s_ofPlans;

    /// <summary>Types in which time of care management can stand.</summary>
    public static ReadOnlySpan<string> OfTime => s_ofTime;

    /// <summary>Types in which a service or a bill can stand.</summary>
    public static ReadOnlySpan<string> OfServices => s_ofServices;

    /// <summary>Whether the EHR does not let one of the types be read whole.</summary>
    public static bool AnyUnread(PatientRecord record, params ReadOnlySpan<string> types)
    {
        foreach (var unread in record.Unread)
        {
            if (types.Contains(unread))
                return true;
        }

        return false;
    }

    /// <summary>Resources of these types that carry a modifier nobody knows: they may say the opposite of what stands in them.</summary>
    public static ImmutableArray<SourceReference> Withheld(PatientRecord record, params ReadOnlySpan<string> types)
    {
        var withheld = new SortedSet<SourceReference>();
        foreach (var gap in record.Gaps)
        {
            if (gap is { Code: Modifier, Source: { } source } && types.Contains(source.Type))
                withheld.Add(source);
        }

        return [.. withheld];
    }

    /// <summary>Whether there is any of them.</summary>
    public static bool AnyWithheld(PatientRecord record, params ReadOnlySpan<string> types)
    {
        foreach (var gap in record.Gaps)
        {
            if (gap is { Code: Modifier, Source: { } source } && types.Contains(source.Type))
                return true;
        }

        return false;
    }

    /// <summary>A security label keeps the resource from being told to others, as a claim would.</summary>
    public static bool IsLabelled(PatientRecord record, SourceReference source)
    {
        foreach (var gap in record.Gaps)
        {
            if (gap.Code == Label && gap.Source == source)
                return true;
        }

        return false;
    }

    /// <summary>A date that says from when or until when the resource stands could not be read.</summary>
    public static bool HasUnreadDate(PatientRecord record, SourceReference source)
    {
        foreach (var gap in record.Gaps)
        {
            if (gap.Source == source && gap.Code is Date or JsonType && IsOfTerm(gap))
                return true;
        }

        return false;
    }

    // The period of a document stands in its context.
    private static bool IsOfTerm(RecordGap gap) =>
        gap.Path.Contains("eriod", StringComparison.Ordinal) || gap.Path.EndsWith("context", StringComparison.Ordinal) || gap.Path.EndsWith("dateTime", StringComparison.Ordinal) || gap.Path.EndsWith("created", StringComparison.Ordinal);
}
