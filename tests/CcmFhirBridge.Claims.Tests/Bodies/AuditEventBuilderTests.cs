using System.Text;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Testing;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Tests.Bodies;

public sealed class AuditEventBuilderTests
{
    private static readonly AuditParty s_client = new(Canonicals.Base + "/identifier/client", "billing-1", "192.0.2.7");
    private static readonly AuditParty s_bridge = new(Canonicals.DeviceIdentifier, "lakeside", "https://bridge.example/lakeside/fhir");
    private static readonly AuditParty s_ehr = new(Canonicals.DeviceIdentifier, "ehr", "https://ehr.lakeside.example/fhir");

    private static AuditEventRequest Request(AuditInteraction interaction) => new()
    {
        Tenant = Requests.Tenant(),
        Id = "41",
        Recorded = Requests.Created,
        Interaction = interaction,
        Client = s_client,
        Server = s_bridge,
        Observer = s_bridge,
    };

    private static AuditEventRequest PatientRead => Request(AuditInteraction.Read) with { Patient = "Patient/p1", Resource = "Claim/c1" };

    private static AuditEventRequest PatientQuery => Request(AuditInteraction.Search) with { Patient = "Patient/p1", Query = "Claim?patient=p1&status=active" };

    [Fact]
    public void A_read_of_a_patients_claim() => Golden.ShouldMatch(CanonicalJson.Write(AuditEventBuilder.Build(PatientRead)), "audit-event-patient-read");

    [Fact]
    public void A_search_of_a_patients_claims() => Golden.ShouldMatch(CanonicalJson.Write(AuditEventBuilder.Build(PatientQuery)), "audit-event-patient-query");

    [Fact]
    public void A_claim_that_the_bridge_made_in_the_EHR() => Golden.ShouldMatch(
        CanonicalJson.Write(AuditEventBuilder.Build(Request(AuditInteraction.Create) with
        {
            Client = s_bridge,
            Server = s_ehr,
            Patient = "Patient/p1",
            Resource = "Claim/9/_history/1",
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["attempts"] = "1", ["body"] = "abc" },
        })),
        "audit-event-patient-create");

    [Fact]
    public void What_a_person_decided() => Golden.ShouldMatch(
        CanonicalJson.Write(AuditEventBuilder.Build(Request(AuditInteraction.Activity) with
        {
            Client = new(Canonicals.Base + "/identifier/account", "biller", null),
            Server = null,
            Patient = "Patient/p1",
            Subject = "decision approve",
        })),
        "audit-event-decision");

    [Theory]
    [InlineData(AuditInteraction.Read, "IHE.BasicAudit.PatientRead", "110152", "R")]
    [InlineData(AuditInteraction.Vread, "IHE.BasicAudit.PatientRead", "110152", "R")]
    [InlineData(AuditInteraction.Search, "IHE.BasicAudit.PatientQuery", "110153", "E")]
    [InlineData(AuditInteraction.Create, "IHE.BasicAudit.PatientCreate", "110153", "C")]
    [InlineData(AuditInteraction.Update, "IHE.BasicAudit.PatientUpdate", "110153", "U")]
    public void Each_interaction_has_the_profile_the_role_of_its_client_and_the_action_that_BALP_gives_it(AuditInteraction interaction, string profile, string role, string action)
    {
        var request = Request(interaction) with { Patient = "Patient/p1", Resource = interaction == AuditInteraction.Search ? null : "Claim/c1" };
        var built = AuditEventBuilder.Build(request);
        built.Meta!.Profile.ShouldBe(["https://profiles.ihe.net/ITI/BALP/StructureDefinition/" + profile]);
        built.Agent[0].Type!.Coding[0].Code.ShouldBe(role);
        built.Agent[1].Type!.Coding[0].Code.ShouldBe(role == "110152" ? "110153" : "110152");
        built.Action.ToString().ShouldBe(action);
        AuditEventBuilder.Build(request with { Patient = null }).Meta!.Profile.Single().ShouldBe("https://profiles.ihe.net/ITI/BALP/StructureDefinition/" + profile.Replace("Patient", "", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_refused_names_no_profile_of_success()
    {
        var built = AuditEventBuilder.Build(PatientRead with { Result = AuditEventResult.MinorFailure });
        built.Meta.ShouldBeNull();
        built.Outcome.ShouldBe(AuditEvent.AuditEventOutcome.N4);
    }

    [Fact]
    public void A_search_is_in_base64_and_nowhere_in_clear()
    {
        var built = AuditEventBuilder.Build(PatientQuery with { Query = "Claim?name=Canary" });
        Encoding.UTF8.GetString(built.Entity.Single(entity => entity.Query is not null).Query!).ShouldBe("Claim?name=Canary");
        Encoding.UTF8.GetString(CanonicalJson.Write(built)).ShouldNotContain("Canary");
    }

    [Fact]
    public void Each_is_an_AuditEvent_as_FHIR_has_it()
    {
        foreach (var interaction in Enum.GetValues<AuditInteraction>())
        {
            foreach (var result in Enum.GetValues<AuditEventResult>())
            {
                // The strict reader refuses what lacks a required element or has a wrong code.
                var built = AuditEventBuilder.Build(Request(interaction) with { Result = result, Patient = "Patient/p1", Resource = "Claim/c1", Server = interaction == AuditInteraction.Activity ? null : s_bridge });
                FhirJsonDeserializer.STRICT.Deserialize<AuditEvent>(Encoding.UTF8.GetString(CanonicalJson.Write(built))).Agent.ShouldNotBeEmpty();
            }
        }
    }
}
