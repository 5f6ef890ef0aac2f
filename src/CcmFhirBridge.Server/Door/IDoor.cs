using CcmFhirBridge.Server.Desks;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Door;

/// <summary>Decides who comes in.</summary>
internal interface IDoor
{
    /// <summary>Who sends the request, by its credential alone; never by anything else that the request says.</summary>
    /// <exception cref="Fhir.FhirProblem">401 when there is no valid credential, 403 when it is one of another tenant, 429 when the client asks too often.</exception>
    Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk);
}
