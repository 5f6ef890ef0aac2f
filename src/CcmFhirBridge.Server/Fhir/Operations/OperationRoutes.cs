namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>All operations that are served.</summary>
internal static class OperationRoutes
{
    public static void Map(TenantRoutes routes, TimeProvider time)
    {
        new StatusOperation(time).Map(routes);
        new MinutesOperation(time).Map(routes);
        new ExplainOperation(time).Map(routes);
        PlanOperation.Map(routes);
        new DecideOperation(time).Map(routes);
        new AttestOperation(time).Map(routes);
        new LogTimeOperation(time).Map(routes);
        new VoidTimeOperation(time).Map(routes);
        LoggedEncounters.Map(routes);
        new AcknowledgeOperation(time).Map(routes);
    }
}
