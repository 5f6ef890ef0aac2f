using System.Globalization;

namespace CcmFhirBridge.Torture.Children;

/// <summary>What a child is told besides its command.</summary>
/// <param name="Now">Where its clock begins.</param>
/// <param name="Speed">How fast its clock runs; 0: it stands still.</param>
/// <param name="Death">The crash point at which it dies; null: it lives.</param>
/// <param name="Hit">At which time that it is there, from 1.</param>
internal sealed record ChildOrder(DateTimeOffset Now, int Speed = 0, string? Death = null, int Hit = 1)
{
    private const string Alive = "-";

    public const int Words = 4;

    public string[] ToArguments() =>
    [
        Now.ToString("O", CultureInfo.InvariantCulture), Speed.ToString(CultureInfo.InvariantCulture),
        Death ?? Alive, Hit.ToString(CultureInfo.InvariantCulture),
    ];

    public static ChildOrder Parse(ReadOnlySpan<string> arguments) => new(
        DateTimeOffset.Parse(arguments[0], CultureInfo.InvariantCulture), int.Parse(arguments[1], CultureInfo.InvariantCulture),
        arguments[2] == Alive ? null : arguments[2], int.Parse(arguments[3], CultureInfo.InvariantCulture));
}
