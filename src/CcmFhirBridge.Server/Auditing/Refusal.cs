namespace CcmFhirBridge.Server.Auditing;

/// <summary>A request that was refused because nobody knows who asks.</summary>
/// <param name="Tenant">Whose data it was for.</param>
/// <param name="Action">What was refused, in a word.</param>
/// <param name="Status">HTTP status of the answer.</param>
internal readonly record struct Refusal(string Tenant, string Action, int Status)
{
    /// <summary>Access to data.</summary>
    public const string Access = "refuse";

    /// <summary>A token.</summary>
    public const string Token = "refuse-token";
}
