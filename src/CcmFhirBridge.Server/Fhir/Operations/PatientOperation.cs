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
        var patient = Named(call, operation);
        // What was read of a patient may outlive the Patient itself.
        if (await call.Desk.Resources.RawAsync("Patient", call.Route("id"), version: null, call.Cancellation) is null
            || (await call.Desk.Resources.FactsOfAsync(patient, call.Cancellation)).Count == 0)
        {
            throw Unknown();
        }

        call.Note.Patients.Add(patient);
        return patient;
    }

    /// <summary>The patient of the address, whether or not there is one.</summary>
    /// <exception cref="FhirProblem">404 when no patient can have such an id.</exception>
    public static string Named(TenantCall call, string operation)
    {
        var id = call.Route("id");
        (call.Note.Interaction, call.Note.ResourceType) = (operation, "Patient");
        if (!IsId(id))
            throw Unknown();
        call.Note.ResourceId = id;
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
