using System.Collections.Frozen;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Tests.FeeSchedules;

/// <summary>Small tables whose amounts can be worked out by hand.</summary>
internal static class TestFees
{
    public static RelativeValues Staff { get; } = RelativeValues.Of("99490", new RelativeValueParts(1.00m, 0.81m, 0.42m, 0.06m));

    public static Locality Alabama { get; } = new("10112-00", "AL", "ALABAMA", new GeographicIndices(1.000m, 0.869m, 0.575m));

    public static Locality Manhattan { get; } = new("13202-01", "NY", "MANHATTAN", new GeographicIndices(1.065m, 1.166m, 1.656m));

    public static PaymentTerms Terms { get; } = new()
    {
        NonPhysicianPercent = 85,
        MedicarePercent = 80,
        SequestrationPercent = 2,
        Deductible = 257m,
        Reads = [new ParameterRead("fees.nonphysician_percent", "85 percents", Day("2019-01-01"), ["manual"], Confidence.Secondary)],
    };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static FeeTable Table(string from, string through, decimal factor, params RelativeValues[] values) => new()
    {
        Name = $"fees/rvu-{from}.yaml",
        From = Day(from),
        Through = Day(through),
        ConversionFactor = factor,
        Values = values.ToFrozenDictionary(value => value.Code, StringComparer.Ordinal),
        Sources = ["rvu"],
        Confidence = Confidence.Primary,
    };

    public static LocalityTable Localities(string from, string through, params Locality[] localities) => new()
    {
        Name = $"fees/gpci-{from}.yaml",
        From = Day(from),
        Through = Day(through),
        Localities = localities.ToFrozenDictionary(locality => locality.Id, StringComparer.Ordinal),
        Sources = ["gpci"],
        Confidence = Confidence.Primary,
    };

    /// <summary>A year with its localities, and a later quarter that raises the code.</summary>
    public static FeeCatalog TwoQuarters { get; } = new(
        [
            Table("2025-01-01", "2025-12-31", 32.3465m, Staff, new RelativeValues("99424", 2.50m, 2.23m, Parts: null)) with { QualifyingConversionFactor = 33m },
            Table("2025-10-01", "2025-12-31", 32.3465m, Staff with { TotalNonFacility = 2m }),
        ],
        [Localities("2025-01-01", "2025-12-31", Alabama, Manhattan)],
        static _ => Terms);
}
