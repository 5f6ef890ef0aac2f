namespace CcmFhirBridge.Torture.Fuzz.Requests;

/// <summary>Parameters of a search.</summary>
/// <param name="dice">Draws.</param>
/// <param name="own">The tenant that is asked.</param>
/// <param name="other">Whose ids and references are asked for; the same for a search of one's own.</param>
internal sealed class SearchWords(RequestDice dice, KnownTenant own, KnownTenant other)
{
    private static readonly string[] s_names =
    [
        "_id", "_lastUpdated", "billable-period", "created", "identifier", "patient", "subject", "status", "code", "occurrence", "claim", "_count", "_sort", "_include", "_revinclude", "_summary", "_elements", "_total",
        "_format", "_pretty", "_has:ChargeItem:claim:code", "_filter", "_query", "_text", "_content", "_type", "_contained", "patient.identifier", "patient.name", "patient:Patient.identifier", "claim.patient", "_tag", "_profile", "_security",
    ];

    private static readonly string[] s_modifiers = ["", "", "", "", "", ":not", ":missing", ":exact", ":contains", ":text", ":in", ":Patient", ":identifier", ":iterate", ":above", ":x", ":", ":not:not"];

    private static readonly string[] s_results =
    [
        "_count=2147483647", "_count=0", "_count=-1", "_count=99999999999999999999", "_count=1", "_sort=-created", "_sort=--_id", "_sort=_id,created", "_include=*", "_include=Claim:patient", "_include=ChargeItem:claim", "_revinclude=*",
        "_revinclude=ChargeItem:claim", "_revinclude:iterate=*", "_summary=true", "_summary=count", "_summary=text", "_elements=total,patient", "_elements=..", "_total=accurate", "_format=xml", "_format=json", "_format=html", "_pretty=true",
    ];

    public string Query()
    {
        var count = dice.Chance(2) ? dice.Below(260) : dice.Below(5);
        var parameters = Enumerable.Range(0, count).Select(_ => dice.Chance(30) ? dice.One(s_results) : $"{Name()}={Value()}").ToList();
        if (parameters.Count > 0 && dice.Chance(10))
            parameters.Add(parameters[0]);
        var query = string.Join('&', parameters);
        // Half of an escape, or a sign that belongs escaped.
        return dice.Chance(5) ? query + dice.One("% %2 %zz %c3%28 &&& = ? %ed%a0%80") : query;
    }

    private string Name() => dice.Chance(5) ? dice.Escaped(dice.Text()) : dice.One(s_names) + dice.One(s_modifiers);

    private string Value()
    {
        var value = dice.Below(10) switch
        {
            0 => dice.One(other.Practice.Patients),
            1 => "Patient/" + dice.One(other.Practice.Patients),
            2 => $"{FuzzedService.Root}{other.Slug}/fhir/Claim/{dice.One(other.Claims)}",
            3 => dice.One(other.Claims),
            4 => dice.One(other.Charges),
            5 => $"{dice.One(new[] { "", "|", "http://x|", "https://ccmfhirbridge.dev/fhir/identifier/claim|" })}{dice.One(other.Identifiers)}",
            6 => dice.One("eq gt lt ge le sa eb ap ne xx") + dice.One("2026 2026-04 2026-05-05 2026-05-05T12:00:00Z 2026-13 0000 9999-12-31T23:59:59.9999999Z 2026-05-05T12:00:00+15:00"),
            7 => dice.One("active draft cancelled billable not-billable 99490 99439 G0506 http://www.ama-assn.org/go/cpt|99490"),
            _ => dice.Text(),
        };
        if (dice.Chance(15))
            value = dice.Changed(value);
        if (dice.Chance(10))
            value = string.Join(',', Enumerable.Repeat(value, dice.Below(dice.Chance(5) ? 600 : 4)).Append(dice.One(own.Practice.Patients)));
        return dice.Escaped(value);
    }
}
