using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>What the EHR says of itself in its CapabilityStatement.</summary>
internal sealed class Capabilities
{
    private const int PrintLength = 16;
    private const int LongestText = 80;
    private static readonly string[] s_written = ["Claim", "ChargeItem"];

    private string? _ofWriting;
    private string? _ofReading;

    public required FrozenDictionary<string, TypeCapability> Types { get; init; }

    /// <summary>Search parameters that every type takes.</summary>
    public required FrozenSet<string> CommonSearchParameters { get; init; }

    public required bool Transaction { get; init; }

    /// <summary>Name and version of the server's software; empty when it does not say.</summary>
    public required string Software { get; init; }

    /// <summary>A print of what it says of writing: what was measured under another one was measured of another server.</summary>
    public string OfWriting => _ofWriting ??= Print(s_written.Select(Written).Prepend($"{Software} {Transaction}"));

    /// <summary>A print of what it says of reading: what was seen of a search under another one was seen of another server.</summary>
    /// <param name="type">The type whose search it is.</param>
    public string OfReading(string type)
    {
        var read = _ofReading ??= Print(EhrTypes.InOrder.Select(Read).Prepend(Software));
        return EhrTypes.OnDemand.Contains(type) ? Print([read, Read(type)]) : read;
    }

    public bool Offers(string type) => Types.TryGetValue(type, out var capability) && capability.Search;

    /// <summary>What it says, type by type, in words that are the same for the same statement.</summary>
    /// <param name="types">The types that are read.</param>
    public IEnumerable<KeyValuePair<string, string>> Parts(ImmutableArray<string> types)
    {
        yield return KeyValuePair.Create("software", string.Join(' ', Software.Split(' ').Select(Plain)));
        yield return KeyValuePair.Create("transaction", Transaction ? "offered" : "none");
        foreach (var type in types)
        {
            if (Types.TryGetValue(type, out var can))
                yield return KeyValuePair.Create(type, Said(type, can));
            else if (EhrTypes.OnDemand.Contains(type))
                yield return KeyValuePair.Create(type, "none");
        }
    }

    private string Said(string type, TypeCapability can)
    {
        (string Word, bool Offered)[] ways =
        [
            ("read", can.Read), ("search", can.Search), ("create", can.Create), ("update", can.Update), ("update-create", can.UpdateCreate),
            ("conditional-create", can.ConditionalCreate), ("conditional-update", can.ConditionalUpdate),
        ];
        return string.Join(' ', ways.Where(way => way.Offered).Select(way => way.Word).Concat(ParametersOf(type).Select(name => "by:" + Plain(name))));
    }

    // It goes into logs and onto screens, and the EHR wrote it.
    internal static string Plain(string text) => new([.. text.Take(LongestText).Select(c => c is > ' ' and < (char)0x7F ? c : '_')]);

    private IEnumerable<string> ParametersOf(string type) =>
        Types[type].SearchParameters.Concat(CommonSearchParameters).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string Print(IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..PrintLength];

    private string Read(string type) => Types.TryGetValue(type, out var can)
        ? $"{type} {can.Read} {can.Search} {string.Join(',', ParametersOf(type))}"
        : type;

    private string Written(string type) => Types.TryGetValue(type, out var can)
        ? $"{type} {can.Create} {can.Update} {can.UpdateCreate} {can.ConditionalCreate} {can.ConditionalUpdate} {SearchesBy(type, "identifier")}"
        : type;

    public bool SearchesBy(string type, string parameter) =>
        CommonSearchParameters.Contains(parameter) || (Types.TryGetValue(type, out var capability) && capability.SearchParameters.Contains(parameter));
}

/// <summary>What the EHR offers for one type.</summary>
internal sealed record TypeCapability
{
    public required bool Read { get; init; }

    public required bool Search { get; init; }

    public required bool Create { get; init; }

    public required bool Update { get; init; }

    /// <summary>An update to an id of ours creates.</summary>
    public required bool UpdateCreate { get; init; }

    public required bool ConditionalCreate { get; init; }

    /// <summary>An update to a search creates where nothing is found.</summary>
    public required bool ConditionalUpdate { get; init; }

    public required FrozenSet<string> SearchParameters { get; init; }

    /// <summary>Includes that it lists; empty when it lists none.</summary>
    public required FrozenSet<string> Includes { get; init; }
}
