using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

public class PeopleTests
{
    private static PractitionerIdentity Performer(string reference, params string[] directory) =>
        Practice.Record([Practice.Entry().Replace("Practitioner/rn-s", reference), .. directory]).TimeEntries[0].Performers[0].Who;

    private static string Qualified(string id, string code) => $$$$"""
        {"resourceType":"Practitioner","id":"{{{{id}}}}","qualification":[{"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0360","code":"{{{{code}}}}"}]}}]}
        """;

    [Theory]
    [InlineData("MD", PerformerRole.Practitioner)]
    [InlineData("DO", PerformerRole.Practitioner)]
    [InlineData("NP", PerformerRole.Practitioner)]
    [InlineData("FPNP", PerformerRole.Practitioner)]
    [InlineData("PA", PerformerRole.Practitioner)]
    [InlineData("CNM", PerformerRole.Practitioner)]
    [InlineData("RN", PerformerRole.ClinicalStaff)]
    [InlineData("LPN", PerformerRole.ClinicalStaff)]
    [InlineData("CMA", PerformerRole.ClinicalStaff)]
    [InlineData("PHD", PerformerRole.Unknown)]
    public void A_qualification_tells_the_role(string code, PerformerRole role) => Performer("Practitioner/x", Qualified("x", code)).Role.ShouldBe(role);

    [Fact]
    public void The_tenants_word_comes_before_roles_and_roles_before_qualifications()
    {
        const string role = """{"resourceType":"PractitionerRole","id":"r1","practitioner":{"reference":"Practitioner/x"},"code":[{"coding":[{"system":"http://nucc.org/provider-taxonomy","code":"163W00000X"}]}]}""";

        Performer("Practitioner/desk", Qualified("desk", "MD")).Role.ShouldBe(PerformerRole.NonClinicalStaff);
        Performer("Practitioner/x", Qualified("x", "MD"), role).Role.ShouldBe(PerformerRole.ClinicalStaff);
        Performer("Practitioner/nobody").Role.ShouldBe(PerformerRole.Unknown);
    }

    [Fact]
    public void A_role_and_its_practitioner_and_the_same_npi_are_one_person()
    {
        string[] directory =
        [
            """{"resourceType":"PractitionerRole","id":"r1","practitioner":{"reference":"Practitioner/x"},"identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}]}""",
            """{"resourceType":"Practitioner","id":"y","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}]}""",
        ];
        var builder = Practice.Mapping.CreateBuilder(directory.Select(json => Practice.Project(json).Facts));

        builder.AliasesOf("Practitioner/y").ShouldBe(["Practitioner/x", "Practitioner/y", "PractitionerRole/r1"], ignoreOrder: true);
        Performer("PractitionerRole/r1", directory).ShouldBe(new PractitionerIdentity("Practitioner/x", "1245319599", PerformerRole.Unknown));
    }

    [Fact]
    public void The_default_practitioner_of_the_tenant_file_is_known_from_the_directory()
    {
        const string numbered = """
            {"resourceType":"Practitioner","id":"dr-c","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}],
             "qualification":[{"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0360","code":"NP"}]}}]}
            """;
        const string role = """
            {"resourceType":"PractitionerRole","id":"r1","practitioner":{"reference":"Practitioner/dr-c"},"identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}],
             "code":[{"coding":[{"system":"http://nucc.org/provider-taxonomy","code":"163W00000X"}]}]}
            """;
        PractitionerIdentity? Of(string? reference, params string[] directory)
        {
            var mapping = new DefaultResourceMapping(Practice.Tenant with { Billing = Practice.Tenant.Billing with { DefaultPractitioner = reference } });
            return mapping.CreateBuilder(directory.Select(json => mapping.Project(Encoding.UTF8.GetBytes(json)).Facts)).Build("Patient/p1", [], []).DefaultPractitioner;
        }

        Of(null, numbered).ShouldBeNull();
        Of("Practitioner/dr-c", numbered).ShouldBe(new PractitionerIdentity("Practitioner/dr-c", "1245319599", PerformerRole.Practitioner));
        Of("Practitioner/dr-c", numbered, role)!.CanBillWithNpi.ShouldBeFalse("a role goes before a qualification");
        Of("Practitioner/dr-c")!.CanBillWithNpi.ShouldBeFalse();
        Of("Practitioner/desk", Qualified("desk", "MD"))!.Role.ShouldBe(PerformerRole.NonClinicalStaff);
    }

    [Fact]
    public void Somebody_named_by_number_only_is_found_in_the_directory()
    {
        var json = Practice.Entry().Replace("{\"reference\":\"Practitioner/rn-s\"}", "{\"identifier\":{\"system\":\"http://hl7.org/fhir/sid/us-npi\",\"value\":\"1234567893\"}}");

        Practice.Record(json).TimeEntries[0].Performers[0].Who.ShouldBe(new PractitionerIdentity("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner));
    }

    [Theory]
    [InlineData("1234567893", true)]
    [InlineData("1234567890", false)]
    [InlineData("160", false)]
    public void An_npi_that_fails_its_check_digit_is_a_gap(string npi, bool valid)
    {
        var projected = Practice.Project($$$$"""{"resourceType":"Practitioner","id":"x","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"{{{{npi}}}}"}]}""");

        projected.Gaps.Any(gap => gap.Code == "gap.npi-invalid").ShouldBe(!valid);
    }

    [Fact]
    public void Time_for_others_is_added_where_the_same_person_overlaps()
    {
        var builder = Practice.Mapping.CreateBuilder([]);
        var overlapping = Practice.Span("2026-04-10T14:10:00Z", "2026-04-10T14:30:00Z");
        StaffInterval[] others =
        [
            new("Practitioner/rn-s", overlapping, "Patient/p2", "Encounter/e2"),
            new("Practitioner/rn-s", Practice.Span("2026-04-10T14:20:00Z", "2026-04-10T14:30:00Z"), "Patient/p3", "Encounter/e3"),
            new("Practitioner/dr-a", overlapping, "Patient/p4", "Encounter/e4"),
        ];

        var record = builder.Build("Patient/p1", [Practice.Project(Practice.Entry()).Facts], others);

        record.TimeEntries[0].Elsewhere.ShouldBe([new ElsewhereTime("Practitioner/rn-s", overlapping, "Patient/p2")]);
    }
}
