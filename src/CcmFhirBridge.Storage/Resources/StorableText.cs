using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>
/// Keys as every database keeps them: PostgreSQL has no text with a NUL in it. The body keeps what the EHR sent, and one resource with such
/// an id never stops the page that it came in.
/// </summary>
internal static class StorableText
{
    private const char Instead = '\uFFFD';

    public static ProjectedResource Of(ProjectedResource projected) => IsStorable(projected)
        ? projected
        : projected with
        {
            ResourceType = Of(projected.ResourceType)!,
            Source = Of(projected.Source),
            Patient = Of(projected.Patient),
            ReplacedBy = Of(projected.ReplacedBy),
            StaffIntervals =
            [
                .. projected.StaffIntervals.Select(interval => interval with
                {
                    Person = Of(interval.Person)!,
                    Patient = Of(interval.Patient)!,
                    Entry = Of(interval.Entry)!,
                }),
            ],
            Gaps = [.. projected.Gaps.Select(gap => gap with { Source = Of(gap.Source), Path = Of(gap.Path)!, Message = Of(gap.Message)! })],
        };

    private static bool IsStorable(ProjectedResource projected)
    {
        if (HasNul(projected.ResourceType) || HasNul(projected.Source) || HasNul(projected.Patient))
            return false;
        foreach (var interval in projected.StaffIntervals)
        {
            if (HasNul(interval.Person) || HasNul(interval.Patient) || HasNul(interval.Entry))
                return false;
        }

        foreach (var gap in projected.Gaps)
        {
            if (HasNul(gap.Source) || HasNul(gap.Path) || HasNul(gap.Message))
                return false;
        }

        return true;
    }

    private static bool HasNul(SourceReference? source) => source is { } known && (HasNul(known.Type) || HasNul(known.Id) || HasNul(known.Version));

    private static bool HasNul(string? text) => text is not null && text.Contains('\0');

    private static SourceReference? Of(SourceReference? source) => source is { } known
        ? new SourceReference(Of(known.Type)!, Of(known.Id)!, Of(known.Version))
        : null;

    private static string? Of(string? text) => text?.Replace('\0', Instead);
}
