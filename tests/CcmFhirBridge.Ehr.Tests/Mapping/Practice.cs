using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>A practice in New York, and the shortest ways from JSON to facts and records.</summary>
internal static class Practice
{
    public const string Activity = "https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity";
    public const string Base = "https://ehr.lakeside.example/fhir";

    public static Tenant Tenant { get; } = new()
    {
        Slug = "lakeside",
        Name = "Lakeside Family Practice",
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:0",
        Ehr = new EhrSettings { BaseUrl = new Uri(Base) },
        Billing = new BillingSettings { Organization = new BillingOrganization("Lakeside", "1234567893", "123456789", null, null) },
        Policy = new TenantPolicy(),
        Practitioners =
        [
            new PractitionerSetting("Practitioner/dr-a", "1234567893", "MD", null, false),
            new PractitionerSetting("Practitioner/rn-s", null, "RN", null, false),
            new PractitionerSetting("Practitioner/desk", null, "RN", PerformerRole.NonClinicalStaff, false),
        ],
    };

    public static DefaultResourceMapping Mapping { get; } = new(Tenant);

    public static ProjectedResource Project(string json) => Mapping.Project(Encoding.UTF8.GetBytes(json));

    /// <summary>The record of Patient/p1 from its resources and the practice's directory resources, in one list.</summary>
    public static PatientRecord Record(params string[] resources)
    {
        var projected = resources.Select(Project).ToArray();
        var builder = Mapping.CreateBuilder(projected.Where(one => one.Disposition == Disposition.Directory).Select(one => one.Facts));
        return builder.Build("Patient/p1", projected.Where(one => one.Disposition == Disposition.Patient).Select(one => one.Facts), []);
    }

    /// <summary>A finished time entry of the nurse for p1, with more or other properties after its own.</summary>
    public static string Entry(string period = """{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T10:20:00-04:00"}""", string more = "", string status = "finished", string id = "e1") =>
        $$$$"""{"resourceType":"Encounter","id":"{{{{id}}}}","status":"{{{{status}}}}","type":[{"coding":[{"system":"{{{{Activity}}}}","code":"care-coordination"}]}],"subject":{"reference":"Patient/p1"},"participant":[{"individual":{"reference":"Practitioner/rn-s"}}],"period":{{{{period}}}}{{{{more}}}}}""";

    public static Interval Span(string start, string end) => new(DateTimeOffset.Parse(start), DateTimeOffset.Parse(end));
}
