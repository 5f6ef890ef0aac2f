namespace CcmFhirBridge.Torture.Outages;

/// <summary>How an EHR is out.</summary>
internal enum OutageKind
{
    /// <summary>Not at all: what is compared with.</summary>
    None,

    /// <summary>It answers 503 without a body, as a proxy in front of it does.</summary>
    Unavailable,

    /// <summary>Every connection is cut.</summary>
    Cut,

    /// <summary>It takes requests and never answers.</summary>
    Silent,
}
