using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Fhir;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Door;

/// <summary>Lets nobody in.</summary>
internal sealed class ClosedDoor : IDoor
{
    public Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk) => throw FhirProblem.Unauthorized();
}
