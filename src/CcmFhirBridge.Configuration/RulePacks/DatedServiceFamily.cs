using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>A file of <c>other-services/</c>: one family with its dated codes and handling.</summary>
internal sealed record DatedServiceFamily(PackFile File, DatedValues Codes, DatedValues Handling)
{
    public string Key => File.Root.Text("key")!;

    public static DatedServiceFamily Read(PackFile file, IReadOnlySet<string> citations) => new(
        file,
        DatedValues.Read(file, file.Root.Map("codes")!, "codes", citations),
        DatedValues.Read(file, file.Root.Map("handling")!, "handling", citations));

    /// <summary>The family on the day, or null before it existed.</summary>
    public ServiceFamily? On(DateOnly day)
    {
        if (Codes.On(day) is not { } codes || Handling.On(day) is not { } handling)
            return null;
        YamlMap words = handling.Entry;
        return new(
            Key,
            [.. PackParameters.Codes(codes.Entry).Distinct(StringComparer.Ordinal)],
            ConflictWords.Parse(words.Text("default")!),
            words.Text("same_scope") is { } sameScope ? ConflictWords.Parse(sameScope) : null,
            [.. codes.Sources.Union(handling.Sources, StringComparer.Ordinal)],
            PackParameters.ConfidenceOf(File.Root.Text("confidence")!));
    }
}
