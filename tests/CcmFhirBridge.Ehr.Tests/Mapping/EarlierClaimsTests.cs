using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>Bodies of the ledger are read as if the EHR had sent them, and go before what it sent.</summary>
public sealed class EarlierClaimsTests
{
    [Theory]
    //          the ledger: month, revision, state, who bills         read from the EHR            claims of the record
    [InlineData("", "", "")]
    [InlineData("", "2026-02", "read-2026-02 a")]
    [InlineData("2026-02 1 confirmed b", "", "ehr-2026-02-1 b")]
    [InlineData("2026-02 1 planned b", "", "own2026-02r1 b")]                                // released, and on its way
    [InlineData("2026-02 1 sending b", "", "own2026-02r1 b")]
    [InlineData("2026-02 1 indoubt b", "", "own2026-02r1 b")]
    [InlineData("2026-02 1 held b", "", "")]
    [InlineData("2026-02 1 rejected b", "", "")]
    [InlineData("2026-02 1 quarantined b", "", "")]
    [InlineData("2026-02 1 corrected b", "", "")]
    [InlineData("2026-02 1 confirmed b", "2026-02", "ehr-2026-02-1 b")]                     // one claim, known from both
    [InlineData("2026-02 1 confirmed b", "2025-12", "read-2025-12 a, ehr-2026-02-1 b")]     // one that the ledger lost
    [InlineData("2026-02 1 corrected b, 2026-02 2 confirmed a", "2026-02", "ehr-2026-02-2 a")]
    [InlineData("2026-02 1 corrected b, 2026-02 2 planned void", "2026-02", "")]            // not cancelled there yet
    [InlineData("2026-02 1 quarantined b", "2026-02", "read-2026-02 a")]                    // the EHR has it all the same
    [InlineData("2026-02 1 rejected b", "2026-02", "read-2026-02 a")]
    [InlineData("2026-02 1 held b", "2026-02", "read-2026-02 a")]
    [InlineData("2026-01 1 confirmed a, 2026-02 1 confirmed a, 2026-03 1 confirmed b", "", "ehr-2026-01-1 a, ehr-2026-03-1 b")]     // the first and the last
    [InlineData("2026-01 1 corrected a, 2026-01 2 confirmed void, 2026-02 1 confirmed b, 2026-03 1 corrected a, 2026-03 2 confirmed void", "", "ehr-2026-02-1 b")]
    [InlineData("2026-01 1 confirmed nobody, 2026-02 1 held b", "", "ehr-2026-01-1 nobody")]
    public void The_ledger_tells_what_was_billed_before(string ledger, string read, string expected)
    {
        var claims = Words(ledger).Select(words => Row(words[0], words[1], words[2], words[3])).ToList();
        var builder = Practice.Mapping.CreateBuilder([]);
        var facts = new PatientFacts("Patient/p1", [.. Words(read).Select(words => Practice.Project(Body(words[0], "a", "\"id\":\"read-" + words[0] + "\",")).Facts)], [], builder)
        {
            Claims = new EarlierClaims(claims, Practice.Mapping),
        };

        string.Join(", ", facts.Build().OwnClaims.OrderBy(claim => claim.Start.FirstDay(Practice.Tenant.TimeZone)).Select(claim => $"{claim.Source.Id} {Short(claim.Practitioner)}"))
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("Claim/77/_history/4", "Claim/77/_history/4")]
    [InlineData("Claim/77", "Claim/77")]
    [InlineData("Claim", "Claim/own2026-02r1")]         // the EHR took it and did not say where
    [InlineData(null, "Claim/own2026-02r1")]            // as we serve it
    public void It_is_cited_by_where_it_is(string? reference, string source)
    {
        var claims = new EarlierClaims([Row("2026-02", "1", "confirmed", "a") with { EhrReference = reference }], Practice.Mapping);
        var claim = claims.Among([], Practice.Mapping.CreateBuilder([]), "Patient/p1").ShouldHaveSingleItem();
        (claim.Source.ToString(), claim.Identifier, claim.Start).ShouldBe((source, "OWN2026-02", Moment.On(new DateOnly(2026, 2, 12))));
        (claim.Practitioner!.Npi, claim.Practitioner.CanBillWithNpi).ShouldBe(("1234567893", true));
    }

    private static IEnumerable<string[]> Words(string rows) => rows.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(' '));

    private static BilledClaim Row(string month, string revision, string state, string who)
    {
        var stands = Enum.Parse<LedgerState>(state, ignoreCase: true);
        return new BilledClaim(
            "OWN" + month, $"OWN{month}R{revision}", stands, stands == LedgerState.Confirmed ? $"Claim/ehr-{month}-{revision}/_history/1" : null,
            new Lazy<ReadOnlyMemory<byte>>(() => Encoding.UTF8.GetBytes(Body(month, who))));
    }

    private static string Body(string month, string who, string id = "")
    {
        var team = who is "nobody" ? "" : $$$"""{"sequence":1,"provider":{"reference":"Practitioner/dr-{{{(who == "void" ? "b" : who)}}}"}}""";
        var frequency = who == "void" ? """,{"sequence":2,"code":{"coding":[{"system":"https://www.nubc.org/CodeSystem/TypeOfBill","code":"8"}]}}""" : "";
        return $$$$"""
            {{{{{id}}}}"resourceType":"Claim","identifier":[{"system":"https://ccmfhirbridge.dev/fhir/identifier/claim","value":"OWN{{{{month}}}}"}],"status":"{{{{(id.Length == 0 ? "draft" : "active")}}}}","use":"claim",
             "patient":{"reference":"Patient/p1"},"careTeam":[{{{{team}}}}],"supportingInfo":[{"sequence":1}{{{{frequency}}}}],
             "item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99490"}]},"servicedDate":"{{{{month}}}}-12"}]}
            """;
    }

    private static string Short(PractitionerIdentity? who) => who is null ? "nobody" : who.Reference["Practitioner/dr-".Length..];
}
