namespace CcmFhirBridge.Pipeline;

/// <summary>What went wrong with the EHR.</summary>
public enum EhrFailure
{
    /// <summary>Nobody answers at that address.</summary>
    Unreachable,

    /// <summary>It takes the connection and does not answer in time.</summary>
    NoAnswer,

    /// <summary>401: the credentials are missing, wrong or expired.</summary>
    Unauthorized,

    /// <summary>403: the credentials do not allow this.</summary>
    Forbidden,

    /// <summary>404 or 410: not there.</summary>
    NotFound,

    /// <summary>429 for longer than we wait.</summary>
    Throttled,

    /// <summary>5xx for longer than we retry.</summary>
    ServerError,

    /// <summary>An answer that is not FHIR: HTML, empty, cut off, another content type.</summary>
    Protocol,

    /// <summary>A link that leads outside the allowed origins, or in a circle.</summary>
    UnsafeLink,
}

/// <summary>The EHR cannot be read or written. The message names the tenant's setting to look at and carries no patient data.</summary>
public sealed class EhrException(EhrFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What went wrong.</summary>
    public EhrFailure Failure { get; } = failure;

    /// <summary>The EHR understood who asks and refuses what was asked for: asked in another way it may answer.</summary>
    public bool RefusesRequest { get; init; }

    /// <summary>The EHR keeps this patient's record back by policy, until somebody there opens it: asking again gives nothing.</summary>
    public bool WithholdsPatient { get; init; }
}
