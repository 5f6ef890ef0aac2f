using System.Globalization;

namespace CcmFhirBridge.Benchmarks;

/// <summary>SplitMix64 and what is drawn with it: the same on every machine.</summary>
internal sealed class Dice(ulong state)
{
    // The month that is measured begins here.
    private static readonly DateTime Start = DateTime.UnixEpoch.AddDays(20_544);

    private ulong _state = state;

    public int Next(int below) => (int)(Roll() % (ulong)below);

    public string Instant() => Stamp(Start.AddMinutes(-Next(2_000_000)));

    public string Period(int within, int minutes)
    {
        var start = Start.AddMinutes(Next(within));
        return $$"""{"start":"{{Stamp(start)}}","end":"{{Stamp(start.AddMinutes(minutes))}}"}""";
    }

    /// <summary>First versions, as a first export finds them.</summary>
    public string Meta(string profile) =>
        $$"""{"versionId":"1","lastUpdated":"{{Instant()}}","profile":["http://hl7.org/fhir/us/core/StructureDefinition/{{profile}}"]}""";

    public string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Roll());
        BitConverter.TryWriteBytes(bytes[8..], Roll());
        return new Guid(bytes).ToString("D");
    }

    private static string Stamp(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    private ulong Roll()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
