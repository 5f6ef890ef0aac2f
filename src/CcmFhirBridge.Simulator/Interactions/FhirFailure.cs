namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>The request is refused: becomes an OperationOutcome.</summary>
internal sealed class FhirFailure(int status, string code, string diagnostics) : Exception(diagnostics)
{
    public int Status { get; } = status;

    /// <summary>Issue type of the OperationOutcome.</summary>
    public string Code { get; } = code;
}
