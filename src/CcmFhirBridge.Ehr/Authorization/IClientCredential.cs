namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>What a client proves itself with at a token endpoint.</summary>
internal interface IClientCredential
{
    /// <summary>The setting to look at when the endpoint refuses it.</summary>
    string Setting { get; }

    /// <summary>One token request; fresh for each.</summary>
    ClientProof Prove(AuthorizationServer server);
}
