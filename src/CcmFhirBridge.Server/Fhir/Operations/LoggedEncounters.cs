using System.Globalization;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Door;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>The Encounters of time that was logged here: how they are made, and how they are served.</summary>
internal static class LoggedEncounters
{
    /// <summary><c>GET Encounter/[id]</c>, for what was logged here only.</summary>
    public static void Map(TenantRoutes routes) => routes.Map(HttpMethods.Get, "/Encounter/{id}", new ScopeNeed("Encounter", ScopeVerb.Read), async call =>
    {
        call.Note.Interaction = "read";
        await FhirAnswer.WriteAsync(call.Http, Served(call, await StoredAsync(call)));
    });

    /// <summary>The Encounter of the address as it is stored; noted for the audit.</summary>
    /// <exception cref="FhirProblem">404 when none of that id was logged here for this tenant.</exception>
    public static async Task<ReadOnlyMemory<byte>> StoredAsync(TenantCall call)
    {
        var id = call.Route("id");
        call.Note.ResourceType = "Encounter";
        var stored = PatientOperation.IsId(id) && new SourceReference("Encounter", id).IsLoggedHere ? await call.Desk.Resources.RawAsync("Encounter", id, version: null, call.Cancellation) : null;
        call.Note.ResourceId = stored is null ? null : id;
        return stored ?? throw FhirProblem.NotFound("There is no such time entry here. Entries of the EHR are read in the EHR.");
    }

    /// <summary>Whether an entry was taken back.</summary>
    public static bool IsVoid(Encounter entry) => entry.Status == Encounter.EncounterStatus.EnteredInError;

    /// <summary>The next version of an entry, in which it is taken back.</summary>
    public static byte[] Void(Encounter entry, DateTimeOffset now)
    {
        var next = (Encounter)entry.DeepCopy();
        next.Status = Encounter.EncounterStatus.EnteredInError;
        // A clock that was set back must not make it the older one.
        var updated = entry.Meta!.LastUpdated is { } before && before >= now ? before.AddTicks(1) : now;
        next.Meta = new Meta { VersionId = (int.Parse(entry.Meta.VersionId!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture), LastUpdated = updated };
        return CanonicalJson.Write(next);
    }

    /// <summary>Assesses the months that a span of a patient lies in, and keeps what comes out.</summary>
    public static async Task ReassessAsync(TenantCall call, string patient, DateTimeOffset start, DateTimeOffset end)
    {
        var zone = call.Tenant.TimeZone;
        foreach (var month in new[] { start, end.AddTicks(-1) }.Select(at => ServiceMonth.Of(zone.DayOf(at))).Distinct())
            await call.Desk.Assess().ReassessAsync(patient, month, call.Cancellation);
    }

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
        var encounter = Parse(stored);
        call.Note.Patients.Add(encounter.Subject!.Reference!);
        foreach (var reference in encounter.Participant.Select(static participant => participant.Individual!).Append(encounter.Subject))
            reference.Reference = References.Absolute(call, reference.Reference!);
        return encounter;
    }

    public static Encounter Parse(ReadOnlyMemory<byte> stored) => FhirJsonDeserializer.DEFAULT.Deserialize<Encounter>(System.Text.Encoding.UTF8.GetString(stored.Span));

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
