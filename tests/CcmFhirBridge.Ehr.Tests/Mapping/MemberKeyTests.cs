using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>By what number a payer knows the patient, and that no more than its hash is kept.</summary>
public class MemberKeyTests
{
    private const string Number = "1S00C00JY17";
    private const string Mbi = "http://hl7.org/fhir/sid/us-mbi";
    private const string Types = "http://terminology.hl7.org/CodeSystem/v2-0203";

    private static readonly string Key = KeyOf(Number);

    public static TheoryData<string, string?> Coverages => new()
    {
        // properties of the Coverage                                                                           the number that counts
        { $$"""  "subscriberId":"{{Number}}"  """,                                                               Number },
        { """    "subscriberId":" 1s00-c00-jy17 "  """,                                                          Number },
        { $$"""  "identifier":[{"system":"{{Mbi}}","value":"{{Number}}"}]  """,                                  Number },
        { $$"""  "identifier":[{"system":"urn:oid:2.16.840.1.113883.4.927","value":"{{Number}}"}]  """,          Number },
        { $$"""  "identifier":[{{Typed("MB", Number)}}]  """,                                                    Number },
        { $$"""  "identifier":[{{Typed("SN", "7654321")}},{{Typed("MB", Number)}}]  """,                         Number },
        { $$"""  "identifier":[{{Typed("MB", "A-12345")}},{"system":"{{Mbi}}","value":"{{Number}}"}]  """,       Number },
        { $$"""  "identifier":[{{Typed("MB", Number)}}],"subscriberId":"A-12345"  """,                           "A12345" },
        { $$"""  "identifier":[{{Typed("MB", Number)}}],"subscriberId":"n/a"  """,                               Number },
        { $$"""  "identifier":[{"system":"http://local","value":"{{Number}}"}]  """,                             null },
        { $$"""  "identifier":{"system":"{{Mbi}}","value":"{{Number}}"}  """,                                    null },
        { $$"""  "identifier":["{{Number}}",7,{"system":5,"type":"MB","value":[]}]  """,                         null },
        { """    "subscriberId":12345678  """,                                                                   null },
        { """    "subscriberId":"1234"  """,                                                                     null },
        { """    "subscriberId":"12-34"  """,                                                                    null },
        { """    "subscriberId":"12345"  """,                                                                    "12345" },
        { """    "subscriberId":"UNKNOWN"  """,                                                                  null },
        { """    "subscriberId":"000-00-0000"  """,                                                              null },
        { $$"""  "subscriberId":"{{new string('1', 63)}}23"  """,                                                null },
        { """    "order":1  """,                                                                                 null },
    };

    [Theory]
    [MemberData(nameof(Coverages))]
    public void A_coverage_names_its_member_by_a_hash(string properties, string? number)
    {
        var coverage = Practice.Record(Coverage(properties)).Coverages.ShouldHaveSingleItem();

        coverage.MemberKey.ShouldBe(number is null ? null : KeyOf(number));
        coverage.Status.ShouldBe("active");
    }

    [Theory]
    [InlineData("{\"system\":\"http://hospital/mrn\",\"value\":\"77777123\"},{\"system\":\"http://hl7.org/fhir/sid/us-mbi\",\"value\":\"1s00c00jy17\"}", true)]
    [InlineData("{\"system\":\"http://hospital/mrn\",\"value\":\"1S00C00JY17\"}", false)]
    [InlineData("{\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v2-0203\",\"code\":\"MB\"}]},\"value\":\"1S00C00JY17\"}", false)]
    public void A_patient_is_known_by_the_medicare_number_alone(string identifiers, bool known)
    {
        var record = Practice.Record(Patient(identifiers));

        record.MemberKey.ShouldBe(known ? Key : null);
        record.GeneralPractitioners.ShouldHaveSingleItem().Reference.ShouldBe("Practitioner/dr-a");
    }

    [Fact]
    public void The_number_on_the_coverage_and_the_one_on_the_patient_have_one_key()
    {
        var record = Practice.Record(Patient($$"""{"system":"{{Mbi}}","value":"{{Number}}"}"""), Coverage($"\"subscriberId\":\"{Number}\""));

        record.Coverages.ShouldHaveSingleItem().MemberKey.ShouldBe(record.MemberKey);
        record.MemberKey.ShouldBe(Key);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("[[],null,true]")]
    public void An_identifier_of_another_form_is_no_gap(string identifier) =>
        Practice.Record($$$$"""{"resourceType":"Patient","id":"p1","identifier":{{{{identifier}}}}}""", Coverage($"\"identifier\":{identifier}")).Gaps.ShouldBeEmpty();

    [Fact]
    public void The_number_itself_is_in_no_facts()
    {
        foreach (var json in new[] { Coverage($"\"subscriberId\":\"{Number}\""), Patient($$"""{"system":"{{Mbi}}","value":"{{Number}}"}""") })
        {
            var facts = Practice.Project(json).Facts.Span;

            facts.IndexOf(Encoding.UTF8.GetBytes(Number)).ShouldBe(-1);
            facts[^16..].SequenceEqual(Convert.FromHexString(Key)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Facts_from_before_there_were_keys_are_read_without_one()
    {
        var builder = Practice.Mapping.CreateBuilder([]);
        var facts = Practice.Project(Coverage($"\"subscriberId\":\"{Number}\"")).Facts;

        builder.Build("Patient/p1", [facts[..^16]], []).Coverages.ShouldHaveSingleItem().MemberKey.ShouldBeNull();
    }

    private static string KeyOf(string number) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("v1|member|" + number)).AsSpan(0, 16));

    private static string Typed(string type, string number) => $$$"""{"type":{"coding":[{"system":"{{{Types}}}","code":"{{{type}}}"}]},"value":"{{{number}}}"}""";

    private static string Coverage(string properties) =>
        $$$$"""{"resourceType":"Coverage","id":"v1","status":"active","beneficiary":{"reference":"Patient/p1"},{{{{properties}}}}}""";

    private static string Patient(string identifiers) =>
        $$$$"""{"resourceType":"Patient","id":"p1","identifier":[{{{{identifiers}}}}],"generalPractitioner":[{"reference":"Practitioner/dr-a"}]}""";
}
