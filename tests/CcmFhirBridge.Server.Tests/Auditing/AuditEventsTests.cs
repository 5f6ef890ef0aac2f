using System.Text;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Auditing;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Server.Tests.Auditing;

public sealed class AuditEventsTests
{
    private const string Base = "https://bridge.example/lakeside/fhir";
    private const string Balp = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

    [Fact]
    public void Every_kind_of_row_is_an_AuditEvent_as_FHIR_has_it()
    {
        foreach (var kind in AuditKinds.All)
        {
            foreach (var outcome in new[] { AuditOutcomes.Done, AuditOutcomes.Refused, AuditOutcomes.Failed })
            {
                foreach (var action in new[] { "page", "confirmed", "read", "search-type", "$ccm-status", "refuse", "refuse-token" })
                {
                    var built = Of(Record(kind, action) with { Outcome = outcome }).ShouldHaveSingleItem();
                    // The strict reader refuses what lacks a required element or has a wrong code.
                    FhirJsonDeserializer.STRICT.Deserialize<AuditEvent>(Encoding.UTF8.GetString(CanonicalJson.Write(built))).Id.ShouldBe("trail-41");
                }
            }
        }
    }

    [Fact]
    public void A_page_of_several_patients_is_an_event_for_each()
    {
        var events = Of(Record(AuditKinds.Read, "page").About(["Patient/p1", "Patient/p2"]));

        events.Select(built => built.Id).ShouldBe(["trail-41-1", "trail-41-2"]);
        events.ShouldAllBe(built => built.Meta!.Profile.Single() == Balp + "PatientQuery");
        events.Select(built => built.Entity[0].What!.Reference).ShouldBe(["https://ehr.example/fhir/Patient/p1", "https://ehr.example/fhir/Patient/p2"]);
    }

    [Fact]
    public void A_search_is_told_as_it_was_asked()
    {
        var record = Record(AuditKinds.Access, "search-type") with { Agent = "billing-1", Subject = "Claim" };
        var built = Of(record.With("query.name", Convert.ToBase64String("Ann & Bob"u8)).With("query._count", Convert.ToBase64String("5"u8)).With("address", "192.0.2.7")).Single();

        Encoding.UTF8.GetString(built.Entity.Single(entity => entity.Query is not null).Query!).ShouldBe("Claim?_count=5&name=Ann%20%26%20Bob");
        built.Meta!.Profile.ShouldBe([Balp + "Query"]);
        (built.Agent[0].Who!.Identifier!.Value, built.Agent[0].Network!.Address).ShouldBe(("billing-1", "192.0.2.7"));
        built.Entity.SelectMany(entity => entity.Detail).ShouldNotContain(detail => detail.Type!.StartsWith("query"));
    }

    [Fact]
    public void A_confirmed_claim_is_a_create_or_an_update_in_the_EHR()
    {
        var confirmed = Record(AuditKinds.Ledger, "confirmed").About(["Patient/p1"]).With("ehr", "Claim/9/_history/1");

        var made = Of(confirmed.With("verb", "conditional-create")).Single();
        made.Meta!.Profile.ShouldBe([Balp + "PatientCreate"]);
        made.Entity[^1].What!.Reference.ShouldEndWith("/Claim/9/_history/1");
        Of(confirmed.With("verb", "update-as-create")).Single().Meta!.Profile.ShouldBe([Balp + "PatientUpdate"]);
        Of(Record(AuditKinds.Ledger, "sending")).Single().Meta!.Profile.ShouldBeEmpty("the answer is not known yet");
    }

    private static AuditRecord Record(string kind, string action) => new() { At = Some.Morning, Kind = kind, Action = action, Subject = "Claim" };

    private static List<AuditEvent> Of(AuditRecord record) => [.. AuditEvents.Of(new AuditEntry(record, new AuditLink(41, "", "")), Tenants.Make("lakeside"), Base)];
}
