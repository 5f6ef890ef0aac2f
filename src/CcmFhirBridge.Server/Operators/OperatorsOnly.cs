namespace CcmFhirBridge.Server.Operators;

/// <summary>Marks an endpoint that nobody but operators gets.</summary>
internal sealed class OperatorsOnly;
