using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Statements;

/// <summary>What an EHR says of itself, as far as the bridge goes by it: each part by its name, in words that say the same when nothing changed.</summary>
/// <param name="At">When it was read, by our clock.</param>
/// <param name="Parts">The software, each type that is read or written, and the authorization server.</param>
public sealed record EhrStatement(DateTimeOffset At, ImmutableSortedDictionary<string, string> Parts)
{
    /// <summary>SHA-256 over the parts, lower-case hex; the same for the same words whenever they were read.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Parts.Select(part => $"{part.Key}: {part.Value}")))));

    /// <summary>What another reading says that this one does not, part by part; empty when nothing changed.</summary>
    public ImmutableArray<string> ChangesTo(EhrStatement newer)
    {
        var names = Parts.Keys.Union(newer.Parts.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. names.Select(name => Change(name, Parts.GetValueOrDefault(name), newer.Parts.GetValueOrDefault(name))).OfType<string>()];
    }

    private static string? Change(string name, string? before, string? now)
    {
        if (before == now)
            return null;
        // Of a type that is read on demand nothing is kept before the tenant's mapping asks for it, and nothing any more once it does not.
        if ((before is null || now is null) && EhrTypes.OnDemand.Contains(name))
            return null;
        if (before is null || now is null)
            return before is null ? $"{name} is new: {now}" : $"{name} is gone; it was: {before}";
        var (had, has) = (before.Split(' '), now.Split(' '));
        var lost = string.Join(' ', had.Except(has, StringComparer.Ordinal));
        var won = string.Join(' ', has.Except(had, StringComparer.Ordinal));
        return $"{name}:{(lost.Length > 0 ? " no longer " + lost : "")}{(lost.Length > 0 && won.Length > 0 ? "," : "")}{(won.Length > 0 ? " now " + won : "")}";
    }
}

/// <summary>That an EHR says something else of itself than before.</summary>
/// <param name="At">When it was seen, by our clock.</param>
/// <param name="Lines">What changed, part by part.</param>
public sealed record StatementChange(DateTimeOffset At, ImmutableArray<string> Lines);
