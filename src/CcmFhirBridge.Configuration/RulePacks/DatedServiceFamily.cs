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

    /// <summary>First day on which a payer's overlay says what to do; null where none does.</summary>
    public DateOnly? PayersOwnSince { get; private init; }

    /// <summary>The family with the payer's own values from their first day on.</summary>
    public DatedServiceFamily Restated(PackFile own, IReadOnlySet<string> citations)
    {
        var codes = own.Root.Map("codes") is { } named ? DatedValues.Read(own, named, "codes", citations) : null;
        var handling = own.Root.Map("handling") is { } said ? DatedValues.Read(own, said, "handling", citations) : null;
        return this with
        {
            Codes = Codes.Restated(codes),
            Handling = Handling.Restated(handling),
            PayersOwnSince = handling?.Values.FirstOrDefault()?.Since,
        };
    }

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
            handling.Confidence)
        {
            IsPayersOwn = handling.Since >= PayersOwnSince,
        };
    }
}
