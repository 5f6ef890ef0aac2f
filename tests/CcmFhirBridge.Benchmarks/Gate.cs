using System.Globalization;

namespace CcmFhirBridge.Benchmarks;

/// <summary>A figure against the bound it has to keep, one line each.</summary>
internal static class Gate
{
    public static bool AtLeast(string name, double value, double bound, string details = "") => Print(name, value, "at least", bound, value >= bound, details);

    public static bool AtMost(string name, double value, double bound, string details = "") => Print(name, value, "at most", bound, value <= bound, details);

    private static bool Print(string name, double value, string direction, double bound, bool holds, string details)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {value:0.##} (gate {direction} {bound:0.##}) {(holds ? "ok" : "FAILED")}{(details.Length == 0 ? "" : "; " + details)}"));
        return holds;
    }
}
