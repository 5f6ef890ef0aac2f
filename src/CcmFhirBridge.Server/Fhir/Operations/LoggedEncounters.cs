using System.Globalization;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Server.Door;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>The Encounters of time that was logged here: how they are made, and how they are served.</summary>
internal static class LoggedEncounters
{
    /// <summary><c>GET Encounter/[id]</c>, for what was logged here only.</summary>
    public static void Map(TenantRoutes routes) => routes.Map(HttpMethods.Get, "/Encounter/{id}", new ScopeNeed("Encounter", ScopeVerb.Read), async call =>
    {
        var id = call.Route("id");
        (call.Note.Interaction, call.Note.ResourceType) = ("read", "Encounter");
        var stored = PatientOperation.IsId(id) && new SourceReference("Encounter", id).IsLoggedHere ? await call.Desk.Resources.RawAsync("Encounter", id, version: null, call.Cancellation) : null;
        var encounter = Served(call, stored ?? throw FhirProblem.NotFound("There is no such time entry here. Entries of the EHR are read in the EHR."));
        call.Note.ResourceId = id;
        await FhirAnswer.WriteAsync(call.Http, encounter);
    });

    /// <summary>The Encounter of an entry, valid against the time-entry profile, with references as they are in the EHR.</summary>
    public static byte[] Make(string id, string patient, TimeToLog time, DateTimeOffset now) => CanonicalJson.Write(new Encounter
    {
        Id = id,
        Meta = new Meta { VersionId = "1", LastUpdated = now },
        Identifier =
        [
            new Identifier(Canonicals.TimeEntryIdentifier, id),
            .. time.Identifier is { } own ? [new Identifier(own.System, own.Value)] : Array.Empty<Identifier>(),
        ],
        Status = Encounter.EncounterStatus.Finished,
        Class = new Coding(Canonicals.ActCode, "VR"),
        Type = [new CodeableConcept { Coding = [new Coding(Canonicals.CcmActivity, time.Activity), new Coding(Canonicals.CcmProgram, time.Program)] }],
        Subject = new ResourceReference(patient),
        Participant = [new Encounter.ParticipantComponent { Individual = new ResourceReference(time.Performer) }],
        Period = new Period { Start = Text(time.Start), End = Text(time.End) },
    });

    /// <summary>A stored Encounter with addresses that hold outside of the EHR too.</summary>
    public static Encounter Served(TenantCall call, ReadOnlyMemory<byte> stored)
    {
        var encounter = FhirJsonDeserializer.DEFAULT.Deserialize<Encounter>(System.Text.Encoding.UTF8.GetString(stored.Span));
        call.Note.Patients.Add(encounter.Subject!.Reference!);
        foreach (var reference in encounter.Participant.Select(static participant => participant.Individual!).Append(encounter.Subject))
            reference.Reference = References.Absolute(call, reference.Reference!);
        return encounter;
    }

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
