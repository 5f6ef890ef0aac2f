using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Why seconds were not counted: the keys of <c>excludedBy</c>.</summary>
internal static class Reasons
{
    public const string Activity = "not-countable-activity";
    public const string Program = "other-program";
    public const string NonClinical = "non-clinical";
    public const string AfterDeath = "after-death";
    public const string Stay = "stay";
    public const string BeforeConsent = "before-consent";
    public const string AfterWithdrawal = "after-withdrawal";
    public const string NoCoverage = "no-coverage";
    public const string BilledVisit = "billed-visit";
    public const string SameDayVisit = "same-day-visit";
    public const string UnknownActivity = "unknown-activity";
    public const string UnknownPerformer = "unknown-performer";
    public const string TooLong = "too-long";
    public const string OwnOverlap = "own-overlap";
    public const string StaffElsewhere = "staff-elsewhere";
    public const string ParallelStaff = "parallel-staff";
    public const string Fraction = "fraction-of-a-second";

    public static string Of(SpanProblem problem) => problem switch
    {
        SpanProblem.NoEnd => "no-end",
        SpanProblem.DateOnly => "date-only",
        SpanProblem.EndBeforeStart => "end-before-start",
        SpanProblem.Unreadable => "unreadable-span",
        SpanProblem.Answer => "unreadable-answer",
        _ => "no-period",
    };
}
