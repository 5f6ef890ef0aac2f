namespace CcmFhirBridge.Domain.Tenants;

/// <summary>A row of a practice's code table (DESIGN §4, <c>mapping.codes</c>): a code of its EHR, and the code that it is read as besides.</summary>
/// <param name="System">System of the EHR's code, exactly as the EHR writes it; null for codings without one.</param>
/// <param name="Code">The EHR's code, without blanks at its ends; case matters.</param>
/// <param name="TargetSystem">System of the code that it is read as.</param>
/// <param name="TargetCode">The code that it is read as.</param>
public sealed record MappedCode(string? System, string Code, string TargetSystem, string TargetCode)
{
    /// <summary>The EHR's code as the tenant file writes it, such as <c>https://ehr.example/visit-types|CCM-CALL</c>.</summary>
    public string From => $"{System}|{Code}";

    /// <summary>The code that it is read as, as the tenant file writes it, such as <c>ccm-activity|patient-communication</c>.</summary>
    public string To => $"{TargetSystem[(TargetSystem.LastIndexOf('/') + 1)..]}|{TargetCode}";
}
