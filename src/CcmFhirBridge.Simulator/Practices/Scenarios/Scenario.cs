namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>
/// A story that ends in a known way. The end is written here, before any resource is; <see cref="Write"/> then makes the chart that must lead there.
/// </summary>
/// <param name="Name">Its name in the answers.</param>
/// <param name="Weight">How common it is.</param>
/// <param name="Outcome"><c>none</c>, <c>block</c>, <c>hold</c> or <c>bill</c>.</param>
/// <param name="Reason">Rule id of the check that fails; null for bill and none.</param>
/// <param name="Promise">Codes that the outcome is about.</param>
/// <param name="Seconds">Fewest and most seconds that count.</param>
/// <param name="Write">Writes the charts (two for a story about two patients) so that exactly the given seconds count for each.</param>
internal sealed record Scenario(
    string Name, int Weight, string Outcome, string? Reason, Promise Promise, (int From, int To) Seconds, Action<Desk, Chart[], int> Write)
{
    public int Patients { get; init; } = 1;

    public static Scenario Bill(string name, int weight, int addOns, (int From, int To) seconds, Action<Desk, Chart, int> write) =>
        Bill(name, weight, Promise.Staff(addOns), seconds, write);

    public static Scenario Bill(string name, int weight, Promise promise, (int From, int To) seconds, Action<Desk, Chart, int> write) =>
        new(name, weight, "bill", null, promise, seconds, One(write));

    public static Scenario Held(string name, string reason, Promise promise, (int From, int To) seconds, Action<Desk, Chart, int> write) =>
        new(name, 1, "hold", reason, promise, seconds, One(write));

    public static Scenario None(string name, int weight, (int From, int To) seconds, Action<Desk, Chart, int> write) =>
        new(name, weight, "none", null, Promise.Nothing, seconds, One(write));

    /// <summary>Time for one unit, and something that stops the bill.</summary>
    public static Scenario Stopped(string name, string outcome, string reason, Action<Desk, Chart, int> write) =>
        new(name, 1, outcome, reason, Promise.Staff(0), (1500, 2300), One(write));

    private static Action<Desk, Chart[], int> One(Action<Desk, Chart, int> write) => (desk, charts, seconds) => write(desk, charts[0], seconds);
}
