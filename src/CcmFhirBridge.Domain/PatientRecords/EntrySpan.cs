using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>Why a recorded span cannot be counted.</summary>
public enum SpanProblem
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>There is no period at all.</summary>
    Missing,

    /// <summary>It has a start but neither an end nor a length.</summary>
    NoEnd,

    /// <summary>One of its ends is a day without a time.</summary>
    DateOnly,

    /// <summary>It ends before it starts.</summary>
    EndBeforeStart,

    /// <summary>A date or a length in it could not be read.</summary>
    Unreadable,

    /// <summary>The answer that tells its length is not written as the tenant file says.</summary>
    Answer,
}

/// <summary>When an entry took place: an interval, or the reason why there is none.</summary>
/// <param name="Interval">The span; null exactly when <paramref name="Problem"/> is not <see cref="SpanProblem.None"/>.</param>
/// <param name="Problem">Why there is no span.</param>
/// <param name="Near">A day that the entry touches, to tell its month when there is no span; null when even that is unknown.</param>
/// <param name="LengthDisagrees"><c>length</c> and <c>period</c> differed and the shorter was taken (DESIGN §4).</param>
public sealed record EntrySpan(Interval? Interval, SpanProblem Problem, DateOnly? Near, bool LengthDisagrees = false)
{
    /// <summary>A span without a problem.</summary>
    public static EntrySpan Of(Interval interval, bool lengthDisagrees = false) => new(interval, SpanProblem.None, null, lengthDisagrees);

    /// <summary>No span, and why.</summary>
    public static EntrySpan Not(SpanProblem problem, DateOnly? near) => new(null, problem, near);
}
