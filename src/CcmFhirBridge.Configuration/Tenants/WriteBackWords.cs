using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>The verbs as a tenant file spells them, strongest first.</summary>
internal static class WriteBackWords
{
    public static OrderedDictionary<string, WriteVerb> All { get; } = new(StringComparer.Ordinal)
    {
        ["update-as-create"] = WriteVerb.UpdateAsCreate,
        ["conditional-update"] = WriteVerb.ConditionalUpdate,
        ["transaction"] = WriteVerb.Transaction,
        ["conditional-create"] = WriteVerb.ConditionalCreate,
        ["plain-create"] = WriteVerb.PlainCreate,
    };
}
