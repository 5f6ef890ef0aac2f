using System.Diagnostics;

namespace CcmFhirBridge.Pipeline.CrashPoints;

/// <summary>
/// The named moments at which a process may die and nothing may be lost, doubled or invented, in the order in which a run meets them.
/// Reaching one is announced to whoever listens: in production nobody does, in the crash suite the process kills itself there.
/// </summary>
public static class CrashPoint
{
    /// <summary>The listener that announces them.</summary>
    public const string Listener = "CcmFhirBridge.CrashPoints";

    /// <summary>The database is open and the transaction of its schema steps has begun.</summary>
    public const string MigrationBegun = "migration.begun";

    /// <summary>A schema step was applied, uncommitted.</summary>
    public const string MigrationStepped = "migration.stepped";

    /// <summary>All schema steps are committed.</summary>
    public const string MigrationCommitted = "migration.committed";

    /// <summary>The tenant's lease is about to be taken.</summary>
    public const string LeaseTaking = "lease.taking";

    /// <summary>The lease is written, uncommitted.</summary>
    public const string LeaseWritten = "lease.written";

    /// <summary>The lease is held.</summary>
    public const string LeaseTaken = "lease.taken";

    /// <summary>A third of the lease is over; it is about to be renewed.</summary>
    public const string LeaseRenewing = "lease.renewing";

    /// <summary>The lease is renewed.</summary>
    public const string LeaseRenewed = "lease.renewed";

    /// <summary>What is stored is projected anew, uncommitted.</summary>
    public const string ReprojectionWritten = "sync.reprojection-written";

    /// <summary>A token is about to be asked for, the first one or the next.</summary>
    public const string TokenAsking = "token.asking";

    /// <summary>The token is there, and no request has carried it.</summary>
    public const string TokenGranted = "token.granted";

    /// <summary>The cursor of a type is read.</summary>
    public const string CursorRead = "sync.cursor-read";

    /// <summary>A read of a type is numbered, and nothing of it was asked for.</summary>
    public const string ReadNumbered = "sync.read-numbered";

    /// <summary>A page has arrived.</summary>
    public const string PageFetched = "sync.page-fetched";

    /// <summary>Its resources are projected, nothing of it is stored.</summary>
    public const string PageProjected = "sync.page-projected";

    /// <summary>A resource of it is in the log, and what is newest is still the version before; uncommitted.</summary>
    public const string ResourceLogged = "sync.resource-logged";

    /// <summary>All of a page is written, uncommitted.</summary>
    public const string PageWritten = "sync.page-written";

    /// <summary>A page is stored, the cursor has not moved.</summary>
    public const string PageStored = "sync.page-stored";

    /// <summary>All pages of a type are stored; the cursor is about to move.</summary>
    public const string CursorAdvancing = "sync.cursor-advancing";

    /// <summary>The cursor has moved, uncommitted.</summary>
    public const string CursorWritten = "sync.cursor-written";

    /// <summary>The cursor has moved.</summary>
    public const string CursorAdvanced = "sync.cursor-advanced";

    /// <summary>What a full read did not see is deleted, uncommitted.</summary>
    public const string SweepWritten = "sync.sweep-written";

    /// <summary>A type is swept.</summary>
    public const string Swept = "sync.swept";

    /// <summary>The read is recorded as complete, the sync is not recorded.</summary>
    public const string CompleteReadRecorded = "sync.complete-read-recorded";

    /// <summary>Patients are about to be assessed.</summary>
    public const string AssessmentBegun = "assessment.begun";

    /// <summary>A batch of patients is decided, nothing of it is saved.</summary>
    public const string AssessmentsDecided = "assessment.decided";

    /// <summary>A batch is written, uncommitted.</summary>
    public const string AssessmentsWritten = "assessment.written";

    /// <summary>A batch is saved.</summary>
    public const string AssessmentsSaved = "assessment.saved";

    /// <summary>Everybody is assessed, and it is not recorded up to which change.</summary>
    public const string AssessmentDone = "assessment.done";

    /// <summary>The rule pack is kept, nobody is assessed by it.</summary>
    public const string RulePackKept = "month.rule-pack-kept";

    /// <summary>The month's close is decided and not saved.</summary>
    public const string MonthDecided = "month.decided";

    /// <summary>The month's close is saved, nothing is planned.</summary>
    public const string MonthSaved = "month.saved";

    /// <summary>A bill is judged fit to leave, and not planned.</summary>
    public const string BillJudged = "ledger.bill-judged";

    /// <summary>The first entry of a bill is planned, its others are not; uncommitted.</summary>
    public const string EntryWritten = "ledger.entry-written";

    /// <summary>A bill is planned.</summary>
    public const string BillPlanned = "ledger.bill-planned";

    /// <summary>An entry has another state, uncommitted.</summary>
    public const string MoveWritten = "ledger.move-written";

    /// <summary>The EHR is about to be asked for what was in flight when an earlier process ended.</summary>
    public const string ReconcileAsking = "reconcile.asking";

    /// <summary>The EHR has said what it has of it.</summary>
    public const string ReconcileFound = "reconcile.found";

    /// <summary>What was sending is recorded as in doubt, and the EHR's answer is not.</summary>
    public const string ReconcileDoubted = "reconcile.doubted";

    /// <summary>The EHR's answer is recorded.</summary>
    public const string ReconcileSettled = "reconcile.settled";

    /// <summary>The EHR was asked whether it has an entry; it is about to be recorded as sending.</summary>
    public const string SendingRecording = "send.recording";

    /// <summary>It is recorded as sending, not a byte has left.</summary>
    public const string SendingRecorded = "send.recorded";

    /// <summary>The request of a write has its turn; not a byte has left.</summary>
    public const string WriteLeaving = "send.leaving";

    /// <summary>Half of the body has left.</summary>
    public const string WriteHalfSent = "send.half-sent";

    /// <summary>The last byte has left.</summary>
    public const string WriteSent = "send.sent";

    /// <summary>The status line of the answer has arrived.</summary>
    public const string AnswerBegun = "send.answer-begun";

    /// <summary>The whole answer has arrived.</summary>
    public const string AnswerRead = "send.answer-read";

    /// <summary>The EHR showed its copy, which is about to be recorded as confirmed.</summary>
    public const string OutcomeRecording = "outcome.recording";

    /// <summary>It is recorded as confirmed.</summary>
    public const string OutcomeRecorded = "outcome.recorded";

    /// <summary>What had not left of a closed month is held; the month is not reopened yet.</summary>
    public const string ReopeningHeld = "reopening.held";

    /// <summary>The month is reopened.</summary>
    public const string ReopeningAppended = "reopening.appended";

    /// <summary>A person's word to correct a claim is recorded; the ledger knows nothing of it yet.</summary>
    public const string CorrectionApproved = "correction.approved";

    /// <summary>The later revision is planned with the taking back of the one that stands; the month is not sealed anew yet.</summary>
    public const string CorrectionRevised = "correction.revised";

    /// <summary>It is recorded that something is being taken back; not a byte has left.</summary>
    public const string TakeBackRecorded = "takeback.recorded";

    /// <summary>The EHR has answered a taking back, and nothing of that is recorded.</summary>
    public const string TakeBackAnswered = "takeback.answered";

    /// <summary>It is recorded as taken back.</summary>
    public const string TakeBackConfirmed = "takeback.confirmed";

    /// <summary>The work is done; the lease is about to be given back.</summary>
    public const string LeaseReleasing = "lease.releasing";

    private static readonly DiagnosticListener s_announcer = new(Listener);

    /// <summary>Tells who listens that a point is reached.</summary>
    public static void Reach(string point)
    {
        if (s_announcer.IsEnabled())
            s_announcer.Write(point, null);
    }
}
