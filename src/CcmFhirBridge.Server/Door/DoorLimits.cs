namespace CcmFhirBridge.Server.Door;

/// <summary>How often may be asked, on each node by itself: a service of three nodes takes three times as much.</summary>
/// <param name="Burst">Requests at once.</param>
/// <param name="PerSecond">Requests a second from then on.</param>
public sealed record AskLimit(int Burst, int PerSecond);

/// <summary>Limits at the door.</summary>
public sealed record DoorLimits
{
    /// <summary>FHIR requests of one client.</summary>
    /// <value>200 at once, 50 a second.</value>
    public AskLimit Client { get; init; } = new(200, 50);

    /// <summary>Token requests from one address, counted before anything is checked. A token lasts five minutes.</summary>
    /// <value>60 at once, 2 a second.</value>
    public AskLimit TokenAddress { get; init; } = new(60, 2);

    /// <summary>Token requests of one client that proved who it is.</summary>
    /// <value>30 at once, 1 a second.</value>
    public AskLimit TokenClient { get; init; } = new(30, 1);
}
