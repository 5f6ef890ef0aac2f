namespace CcmFhirBridge.Simulator.Searches;

/// <summary>Kind of a search parameter.</summary>
public enum ParameterKind
{
    Token,
    Reference,
    Date,
}

/// <summary>Which search parameters each type answers to; also what <c>metadata</c> says.</summary>
internal static class SearchParameters
{
    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["Patient"] = "gender:t birthdate:d death-date:d general-practitioner:r organization:r",
        ["Encounter"] = "patient:r subject:r date:d status:t class:t type:t practitioner:r participant:r",
        ["Condition"] = "patient:r subject:r clinical-status:t verification-status:t category:t code:t recorded-date:d onset-date:d encounter:r",
        ["CarePlan"] = "patient:r subject:r status:t intent:t category:t date:d encounter:r",
        ["Consent"] = "patient:r status:t category:t scope:t date:d",
        ["Coverage"] = "patient:r beneficiary:r status:t type:t",
        ["Claim"] = "patient:r status:t use:t created:d provider:r priority:t",
        ["ChargeItem"] = "patient:r subject:r status:t code:t occurrence:d entered-date:d context:r",
        ["Procedure"] = "patient:r subject:r status:t code:t category:t date:d encounter:r",
        ["Practitioner"] = "gender:t",
        ["PractitionerRole"] = "practitioner:r organization:r specialty:t",
        ["Organization"] = "type:t",
    };

    private const string Others = "patient:r subject:r status:t category:t code:t date:d encounter:r";

    public static IEnumerable<(string Name, ParameterKind Kind)> Of(string type)
    {
        yield return ("identifier", ParameterKind.Token);
        foreach (var entry in Table.GetValueOrDefault(type, Others).Split(' '))
            yield return (entry[..^2], entry[^1] switch { 'd' => ParameterKind.Date, 'r' => ParameterKind.Reference, _ => ParameterKind.Token });
    }

    public static ParameterKind? KindOf(string type, string name)
    {
        foreach (var (known, kind) in Of(type))
        {
            if (known == name)
                return kind;
        }
        return null;
    }
}
