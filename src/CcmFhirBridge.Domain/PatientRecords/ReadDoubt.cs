namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>Why the EHR may not have shown everything of a type of one patient: what is known of that month is not all that there is.</summary>
/// <param name="ResourceType">FHIR type.</param>
/// <param name="Code">Stable code, such as <c>gap.patient-withheld</c>.</param>
/// <param name="Message">What happened and what to do; no patient data.</param>
public sealed record ReadDoubt(string ResourceType, string Code, string Message);
