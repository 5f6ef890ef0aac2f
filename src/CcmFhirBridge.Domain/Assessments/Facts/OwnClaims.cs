using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The bridge's own claims of months before the one that is assessed; that month's own claim says nothing about itself.</summary>
internal static class OwnClaims
{
    /// <summary>The claim of the latest month, or null.</summary>
    public static OwnClaim? Last(PatientRecord record, MonthDays month)
    {
        OwnClaim? last = null;
        DateOnly lastMonth = default;
        foreach (var claim in record.OwnClaims)
        {
            var day = claim.Start.FirstDay(month.Zone);
            if (day >= month.First)
                continue;
            // Two of one month cannot both stand: which of them counts must not depend on the order.
            var itsMonth = day.AddDays(1 - day.Day);
            if (last is null || itsMonth > lastMonth || (itsMonth == lastMonth && claim.Source.CompareTo(last.Source) > 0))
                (last, lastMonth) = (claim, itsMonth);
        }

        return last;
    }

    /// <summary>The claim with the earliest date of service, or null.</summary>
    public static OwnClaim? First(PatientRecord record, MonthDays month)
    {
        OwnClaim? first = null;
        var firstDay = month.First;
        foreach (var claim in record.OwnClaims)
        {
            var day = claim.Start.FirstDay(month.Zone);
            if (day < firstDay || (day == firstDay && first is not null && claim.Source.CompareTo(first.Source) < 0))
                (first, firstDay) = (claim, day);
        }

        return first;
    }
}
