using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>The codes that a time entry is written with (DESIGN §4).</summary>
public static class TimeEntryCodes
{
    /// <summary>The programme of an entry that names none.</summary>
    public const string DefaultProgram = CcmActivities.CcmProgram;

    /// <summary>Codes of <c>ccm-activity</c>, also those that never count.</summary>
    public static ImmutableArray<string> Activities => CcmActivities.Known;

    /// <summary>Codes of <c>ccm-program</c>.</summary>
    public static ImmutableArray<string> Programs { get; } = ["ccm", "rpm", "rtm", "pcm", "bhi", "cocm", "tcm", "apcm", "chi", "pin", "visit"];
}
