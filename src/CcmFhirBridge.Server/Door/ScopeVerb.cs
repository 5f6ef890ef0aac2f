namespace CcmFhirBridge.Server.Door;

/// <summary>What a SMART scope permits with a type, in the letters of SMART App Launch 2.</summary>
[Flags]
public enum ScopeVerb
{
    None = 0,

    /// <summary><c>c</c></summary>
    Create = 1,

    /// <summary><c>r</c>: read, vread and the history of one resource.</summary>
    Read = 2,

    /// <summary><c>u</c></summary>
    Update = 4,

    /// <summary><c>d</c></summary>
    Delete = 8,

    /// <summary><c>s</c>: search and the history of a type.</summary>
    Search = 16,
}
