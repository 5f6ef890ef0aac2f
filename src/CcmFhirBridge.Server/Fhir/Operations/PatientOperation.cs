using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Door;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>What the operations on a patient share: whose month it is.</summary>
internal static class PatientOperation
{
    private const int LongestId = 255;

    /// <summary>Maps an operation that only reads, by GET and by POST.</summary>
    public static void MapReading(TenantRoutes routes, string name, Func<TenantCall, Task> work)
    {
        var need = new ScopeNeed("Patient", ScopeVerb.Read);
        routes.Map(HttpMethods.Get, $"/Patient/{{id}}/{name}", need, work);
        routes.Map(HttpMethods.Post, $"/Patient/{{id}}/{name}", need, work);
    }

    /// <summary>The patient of the address, as <c>Patient/id</c>; noted for the audit.</summary>
    /// <exception cref="FhirProblem">404 when nothing is stored of such a patient for this tenant.</exception>
    public static async Task<string> PatientAsync(TenantCall call, string operation)
    {
        var id = call.Route("id");
        (call.Note.Interaction, call.Note.ResourceType, call.Note.ResourceId) = (operation, "Patient", IsId(id) ? id : null);
        if (!IsId(id) || (await call.Desk.Resources.FactsOfAsync("Patient/" + id, call.Cancellation)).Count == 0)
            throw Unknown();
        call.Note.Patients.Add("Patient/" + id);
        return "Patient/" + id;
    }

    /// <summary>The words for every patient who is not of this tenant, whether or not another tenant has one of that id.</summary>
    public static FhirProblem Unknown() => FhirProblem.NotFound("There is no such patient here. Check the id, or wait until the patient has been read from the EHR.");

    /// <summary>The month that was asked for, or the current one of the practice's zone.</summary>
    public static ServiceMonth MonthOf(TenantCall call, OperationInput input, TimeProvider time) =>
        input.Month("month") ?? ServiceMonth.Of(call.Tenant.TimeZone.DayOf(time.GetUtcNow()));

    /// <summary>Ids of some EHRs are longer than FHIR allows, and are taken as they are.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= LongestId && id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');
}
