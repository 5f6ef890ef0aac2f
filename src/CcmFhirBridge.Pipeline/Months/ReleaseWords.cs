namespace CcmFhirBridge.Pipeline.Months;

/// <summary>How what became of a patient's bill is written, for people and for machines.</summary>
public static class ReleaseWords
{
    public static string Of(ReleaseStatus status) => status switch
    {
        ReleaseStatus.Planned => "planned",
        ReleaseStatus.AlreadyPlanned => "already planned",
        ReleaseStatus.Refused => "may not leave yet",
        ReleaseStatus.NotBillable => "not billable",
        ReleaseStatus.Held => "held",
        ReleaseStatus.OutOfBounds => "out of bounds",
        ReleaseStatus.Quarantined => "quarantined",
        ReleaseStatus.NeedsCorrection => "needs correction",
        _ => "failed",
    };

    /// <summary>Why a patient's bill does not leave, or does not leave yet; empty when it does.</summary>
    public static IEnumerable<string> Reasons(PatientRelease patient) =>
        patient.Refusal == ReleaseRefusal.None ? patient.Reasons : patient.Reasons.Prepend(Of(patient.Refusal));

    private static string Of(ReleaseRefusal refusal) => refusal switch
    {
        ReleaseRefusal.ShadowMode => "The tenant is in shadow mode: set billing.firstMonth to let months leave.",
        ReleaseRefusal.BeforeFirstMonth => "The month lies before billing.firstMonth of the tenant.",
        ReleaseRefusal.TooEarly => "The month's day of release has not come; one patient can leave early with 'release --patient ID --reason TEXT'.",
        ReleaseRefusal.NoCompleteRead => "The month does not rest on a complete read yet: run 'month close'.",
        ReleaseRefusal.Reopened => "The month was reopened: run 'month close' to read anew and to let it leave again.",
        ReleaseRefusal.Locked => "The month was closed without a bill for the patient, and this came late: 'month reopen' opens it again, for a reason.",
        _ => "A person must release it: run 'release'.",
    };
}
