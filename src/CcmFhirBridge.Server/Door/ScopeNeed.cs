namespace CcmFhirBridge.Server.Door;

/// <summary>What a caller must hold to be let through to an endpoint.</summary>
/// <param name="Type">FHIR type.</param>
/// <param name="Verb">All that is needed of it.</param>
public sealed record ScopeNeed(string Type, ScopeVerb Verb);
