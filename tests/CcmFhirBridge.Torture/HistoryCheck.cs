using System.Text.Json;
using CcmFhirBridge.Simulator.Histories;
using CcmFhirBridge.Simulator.Practices;

namespace CcmFhirBridge.Torture;

/// <summary>Judges from the EHR's own history and the generator's answers, never from the product's logs.</summary>
internal static class HistoryCheck
{
    private const string ClaimSystem = "https://ccmfhirbridge.dev/fhir/identifier/claim";
    private const string ChargeSystem = "https://ccmfhirbridge.dev/fhir/identifier/charge";

    public static IEnumerable<string> Violations(IReadOnlyList<WriteRecord> history, IReadOnlyList<PatientTruth> truth)
    {
        foreach (var duplicate in Written(history, ClaimSystem).Concat(Written(history, ChargeSystem))
                     .GroupBy(written => written.Identifier, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"duplicate: {duplicate.Key} was written {duplicate.Count()} times";
        }

        var expected = truth.Where(patient => patient.Outcome == "bill").Select(Line).ToHashSet(StringComparer.Ordinal);
        var found = Written(history, ClaimSystem).Select(written => Line(written.Body)).ToList();
        foreach (var lost in expected.Except(found, StringComparer.Ordinal))
            yield return $"lost: {lost}";
        foreach (var phantom in found.Except(expected, StringComparer.Ordinal))
            yield return $"phantom: {phantom}";
        var lines = truth.Where(patient => patient.Outcome == "bill")
            .SelectMany(patient => patient.Lines.Select(line => $"{patient.Patient} {line.Code}x{line.Units}")).ToHashSet(StringComparer.Ordinal);
        var charges = Written(history, ChargeSystem).Select(written => Charge(written.Body)).ToList();
        foreach (var lost in lines.Except(charges, StringComparer.Ordinal))
            yield return $"lost charge: {lost}";
        foreach (var phantom in charges.Except(lines, StringComparer.Ordinal))
            yield return $"phantom charge: {phantom}";
    }

    private static string Charge(JsonElement charge) =>
        $"{charge.GetProperty("subject").GetProperty("reference").GetString()} {charge.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString()}x"
        + $"{charge.GetProperty("quantity").GetProperty("value").GetDecimal():0}";

    private static string Line(PatientTruth patient) =>
        $"{patient.Patient} {string.Join(' ', patient.Lines.Select(line => $"{line.Code}x{line.Units}"))}";

    private static string Line(JsonElement claim) =>
        $"{claim.GetProperty("patient").GetProperty("reference").GetString()} " + string.Join(' ', claim.GetProperty("item").EnumerateArray().Select(item =>
            $"{item.GetProperty("productOrService").GetProperty("coding")[0].GetProperty("code").GetString()}x{item.GetProperty("quantity").GetProperty("value").GetDecimal():0}"));

    private static IEnumerable<(string Identifier, JsonElement Body)> Written(IReadOnlyList<WriteRecord> history, string system)
    {
        foreach (var record in history.Where(record => record.Body is not null))
        {
            var body = JsonElement.Parse(record.Body);
            if (!body.TryGetProperty("identifier", out var identifiers))
                continue;
            foreach (var identifier in identifiers.EnumerateArray().Where(identifier => identifier.GetProperty("system").GetString() == system))
                yield return (identifier.GetProperty("value").GetString()!, body);
        }
    }
}
