using System.Collections.Frozen;
using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>Two codes that Medicare does not pay one practitioner for one patient on one day (NCCI procedure-to-procedure edit).</summary>
/// <param name="First">Column 1, the code that is paid.</param>
/// <param name="Second">Column 2, the code that is refused beside it.</param>
/// <param name="From">First day of service, included.</param>
/// <param name="Through">Last day of service, included; null while it stands.</param>
/// <param name="ByModifier">Whether a modifier may part them (indicator 1); never where it is 0.</param>
public sealed record PairEdit(string First, string Second, DateOnly From, DateOnly? Through, bool ByModifier);

/// <summary>A code that an add-on may be reported with (NCCI add-on code edit).</summary>
/// <param name="AddOn">The add-on.</param>
/// <param name="Primary">The code that it goes with.</param>
/// <param name="From">First day of service, included.</param>
/// <param name="Through">Last day of service, included; null while it stands.</param>
public sealed record AddOnEdit(string AddOn, string Primary, DateOnly From, DateOnly? Through);

/// <summary>Medicare's claim edits as far as they were imported. Immutable.</summary>
public sealed class CodeEdits
{
    private readonly FrozenDictionary<(string, string), ImmutableArray<PairEdit>> _pairs;
    private readonly FrozenDictionary<string, ImmutableArray<AddOnEdit>> _addOns;

    /// <summary>The edits, in any order.</summary>
    public CodeEdits(IEnumerable<PairEdit> pairs, IEnumerable<AddOnEdit> addOns, ImmutableArray<string> pairSources, ImmutableArray<string> addOnSources)
    {
        _pairs = pairs.GroupBy(static edit => KeyOf(edit.First, edit.Second)).ToFrozenDictionary(static group => group.Key, static group => group.ToImmutableArray());
        _addOns = addOns.GroupBy(static edit => edit.AddOn, StringComparer.Ordinal).ToFrozenDictionary(static group => group.Key, static group => group.ToImmutableArray(), StringComparer.Ordinal);
        PairSources = pairSources;
        AddOnSources = addOnSources;
    }

    /// <summary>None were imported.</summary>
    public static CodeEdits None { get; } = new([], [], [], []);

    /// <summary>Every pair, in no order.</summary>
    public IEnumerable<PairEdit> Pairs => _pairs.Values.SelectMany(static edits => edits);

    /// <summary>Every add-on with a code, in no order.</summary>
    public IEnumerable<AddOnEdit> AddOns => _addOns.Values.SelectMany(static edits => edits);

    /// <summary>Whether pairs were imported.</summary>
    public bool HasPairs => _pairs.Count > 0;

    /// <summary>Whether add-ons were imported.</summary>
    public bool HasAddOns => _addOns.Count > 0;

    /// <summary>Ids of the citations of the pairs.</summary>
    public ImmutableArray<string> PairSources { get; }

    /// <summary>Ids of the citations of the add-ons.</summary>
    public ImmutableArray<string> AddOnSources { get; }

    /// <summary>The edit between two codes on a day of service, the stricter where there are two; null where there is none. The order of the two does not matter.</summary>
    public PairEdit? Between(string code, string other, DateOnly day)
    {
        PairEdit? found = null;
        foreach (var edit in _pairs.GetValueOrDefault(KeyOf(code, other), []))
        {
            if (edit.From <= day && (edit.Through is null || day <= edit.Through) && (found is null || found.ByModifier))
                found = edit;
        }

        return found;
    }

    /// <summary>Whether the add-on may be reported with the code on a day of service; null where nothing was imported about the add-on.</summary>
    public bool? Stands(string addOn, string primary, DateOnly day) => !_addOns.TryGetValue(addOn, out var edits)
        ? null
        : edits.Any(edit => edit.Primary == primary && edit.From <= day && (edit.Through is null || day <= edit.Through));

    private static (string, string) KeyOf(string left, string right) => string.CompareOrdinal(left, right) <= 0 ? (left, right) : (right, left);
}
