using System.Collections.Immutable;
using System.Text.Json;

namespace CcmFhirBridge.Server.Door;

/// <summary>The public keys of a client (RFC 7517).</summary>
public sealed class ClientKeySet
{
    /// <summary>Most bytes of a key set, and most keys in it.</summary>
    public const int LongestBytes = 64 * 1024;
    private const int MostKeys = 50;

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private ClientKeySet(ImmutableArray<VerifyingKey> keys) => Keys = keys;

    public ImmutableArray<VerifyingKey> Keys { get; }

    /// <summary>Reads a set that is to be registered: every key of it must be good, and no two may have one id.</summary>
    /// <exception cref="KeySetException">Something is not as it must be.</exception>
    public static ClientKeySet Read(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var keys = Elements(document).Select(VerifyingKey.Read).ToImmutableArray();
        if (keys.IsEmpty)
            throw new KeySetException("the set holds no key.");
        if (keys.GroupBy(key => key.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new KeySetException($"{twice.Count()} keys of the set have one 'kid'. Give each key an id of its own.");
        return new ClientKeySet(keys);
    }

    /// <summary>Reads a set that a client publishes: keys of other kinds may lie beside those that are good for an assertion.</summary>
    /// <exception cref="KeySetException">It is no key set.</exception>
    public static ClientKeySet ReadPublished(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        return new ClientKeySet([.. Elements(document).Select(ReadOrNull).OfType<VerifyingKey>()]);
    }

    /// <summary>The keys of an id and an algorithm; an assertion is taken with exactly one only.</summary>
    internal ImmutableArray<VerifyingKey> Matching(string id, string algorithm) => [.. Keys.Where(key => key.Id == id && key.Algorithm == algorithm)];

    private static VerifyingKey? ReadOrNull(JsonElement jwk, int index)
    {
        try
        {
            return VerifyingKey.Read(jwk, index);
        }
        catch (KeySetException)
        {
            return null;
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > LongestBytes)
            throw new KeySetException($"a key set has {LongestBytes} bytes at most.");
        try
        {
            return JsonDocument.Parse(json, s_strict);
        }
        catch (JsonException)
        {
            throw new KeySetException("the key set is no JSON, or has a member twice.");
        }
    }

    private static IEnumerable<JsonElement> Elements(JsonDocument document)
    {
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
            throw new KeySetException("a key set is a JSON object with an array 'keys' (RFC 7517).");
        if (keys.GetArrayLength() > MostKeys)
            throw new KeySetException($"a key set has {MostKeys} keys at most.");
        return keys.EnumerateArray();
    }
}
