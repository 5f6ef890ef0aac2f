namespace CcmFhirBridge.Ehr.Connection;

/// <summary>What one check of a connection found.</summary>
/// <param name="Id">Names the check for ever, such as <c>EHR-002</c>.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Message">What was found and, when it is not good, what to do. No patient data.</param>
public sealed record EhrFinding(string Id, EhrVerdict Verdict, string Message);

/// <summary>How a check ended.</summary>
public enum EhrVerdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The bridge works, with less than it could.</summary>
    Warn,

    /// <summary>The bridge cannot work like this.</summary>
    Fail,
}
