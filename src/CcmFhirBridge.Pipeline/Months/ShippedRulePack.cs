using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>A rule pack with the bytes that its version names.</summary>
public sealed record ShippedRulePack(IRulePack Pack, ReadOnlyMemory<byte> Content);
