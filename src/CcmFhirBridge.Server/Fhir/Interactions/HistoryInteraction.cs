using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Interactions;

/// <summary>All versions of one resource, newest first.</summary>
internal static class HistoryInteraction
{
    public static async Task AnswerAsync(IServedType type, TenantCall call)
    {
        var id = ReadInteraction.Begin(type, call, "history-instance");
        var versions = await type.HistoryAsync(call, id);
        if (versions.Count == 0)
            throw ReadInteraction.NotThere(type);
        foreach (var version in versions)
            version.NoteIn(call.Note);
        var bundle = new BundleWriter(Bundle.BundleType.History) { Total = versions.Count };
        bundle.Link("self", $"{call.Base}/{type.Name}/{versions[0].Id}/_history");
        foreach (var version in versions)
            bundle.AddVersion(call.Base, version);
        await FhirAnswer.WriteAsync(call.Http, bundle.Write());
    }
}
