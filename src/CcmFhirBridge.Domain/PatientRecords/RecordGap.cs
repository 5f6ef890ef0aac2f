namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>
/// Something the rules need that was absent, unreadable or contradictory. A value, not a null; it carries no patient data.
/// </summary>
/// <param name="Code">Stable code, such as <c>gap.date-unreadable</c>.</param>
/// <param name="Source">Resource concerned, or null when even that could not be read.</param>
/// <param name="Path">JSON path inside the resource, such as <c>$.period.end</c>.</param>
/// <param name="Message">What is wrong and what it means for the decision; never a value from the resource.</param>
public sealed record RecordGap(string Code, SourceReference? Source, string Path, string Message);
