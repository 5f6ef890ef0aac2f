using System.Globalization;
using CcmFhirBridge.Server.Fhir.Serving;

namespace CcmFhirBridge.Server.Fhir.Trails;

/// <summary>How far a search of the trail has come.</summary>
/// <param name="Sequence">Row that was looked at last.</param>
/// <param name="Event">Index of the event of that row that was told last; <see cref="Whole"/> when the row is done with.</param>
/// <param name="Head">
/// Newest row when the search began. Every page that is fetched is a row of its own; without an end, whoever follows the links would read of
/// nothing but that.
/// </param>
internal sealed record TrailPosition(long Sequence, int Event, long Head)
{
    public const int Whole = int.MaxValue;

    public static TrailPosition Read(PagePosition position)
    {
        var parts = position.Key.Split('.').Select(static part => long.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return new TrailPosition(parts[0], (int)parts[1], parts[2]);
    }

    public PagePosition Write() => new(string.Create(CultureInfo.InvariantCulture, $"{Sequence}.{Event}.{Head}"), "");
}
