namespace CcmFhirBridge.Torture.Fuzz.Requests;

/// <summary>Calls of operations: on patients and claims of one's own, of another tenant and of nobody, with bodies that are nearly good.</summary>
/// <param name="dice">Draws.</param>
/// <param name="own">The tenant that is asked.</param>
/// <param name="other">Another.</param>
internal sealed class OperationRequests(RequestDice dice, KnownTenant own, KnownTenant other)
{
    private static readonly string[] s_ofPatients = ["$ccm-status", "$ccm-minutes", "$ccm-explain", "$ccm-attest", "$ccm-decide", "$log-time"];

    public FuzzRequest Make()
    {
        var isOwn = dice.Chance(65);
        var patient = dice.Below(10) switch
        {
            0 => dice.Escaped(dice.Text()),
            1 => dice.Changed(dice.One(own.Practice.Patients)).Replace(" ", "", StringComparison.Ordinal),
            _ => dice.One((isOwn ? own : other).Practice.Patients),
        };
        var claim = dice.One((isOwn ? own : other).Claims);
        var name = dice.One(s_ofPatients);
        var target = dice.Below(10) switch
        {
            0 => "$ccm-plan",
            1 => $"Claim/{dice.Escaped(claim)}/$acknowledge",
            2 when dice.Chance(50) => $"Encounter/ccm-log-{dice.Escaped(dice.Chance(50) ? dice.Text(32) : claim)}/$void-time",
            _ => $"Patient/{dice.Escaped(patient)}/{name}",
        };
        var head = RequestMaker.Bearer(own);
        if (dice.Chance(25))
        {
            return new FuzzRequest("operation", "GET", $"/{own.Slug}/fhir/{target}?{dice.One("month=2026-04 month=2026-13 month= date=2026-04-05 month=2026-04&month=2026-05 x=y")}", head, null)
            {
                May = own.Practice.Mark,
            };
        }

        var isXml = dice.Chance(25);
        var body = BodyWords.Parameters(dice, target[(target.LastIndexOf('/') + 1)..], own, other, isXml);
        var isLie = dice.Chance(8);
        return new FuzzRequest("operation", "POST", $"/{own.Slug}/fhir/{target}", $"{head}Content-Type: application/fhir+{(isXml == isLie ? "json" : "xml")}\r\n", body) { May = own.Practice.Mark };
    }
}
