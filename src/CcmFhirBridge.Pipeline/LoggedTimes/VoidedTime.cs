namespace CcmFhirBridge.Pipeline.LoggedTimes;

/// <summary>That a time entry which was logged here is taken back.</summary>
/// <param name="Id">Id of the entry's Encounter.</param>
/// <param name="Reason">Code of <c>ccm-void-reason</c>.</param>
/// <param name="At">When.</param>
/// <param name="Client">The registered client that takes it back.</param>
public sealed record VoidedTime(string Id, string Reason, DateTimeOffset At, string Client);
