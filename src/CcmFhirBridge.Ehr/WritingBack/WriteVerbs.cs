using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.WritingBack.Vendors;
using CcmFhirBridge.Pipeline.Probing;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>
/// Chooses how resources are created: by the word of the tenant file, else by the strongest verb that the EHR offers. What it was seen to do
/// outweighs what it says, unless it says something else by now than it said then; what it was seen to break stays broken until it is measured
/// again.
/// </summary>
internal sealed class WriteVerbs(EhrSettings ehr, CapabilityStatements statements, IEhrMeasurementStore? measurements)
{
    public async Task<WriteVerb?> ForAsync(string resourceType, CancellationToken cancellation)
    {
        var mode = ehr.WriteBackOf(resourceType);
        if (mode.IsOff || mode.Verb is not null)
            return mode.Verb;
        return VendorForms.Of(ehr, resourceType)?.Verb is { } own ? own
            : Strongest(resourceType, await statements.GetAsync(cancellation), await NewestAsync(cancellation));
    }

    /// <summary>
    /// Whether a bill goes as one transaction. A server that only says that it has them may answer with half of one, so it has to be seen, or
    /// the tenant file to say so for both types.
    /// </summary>
    public async Task<bool> TogetherAsync(CancellationToken cancellation)
    {
        if (ehr.WriteClaim.Verb == WriteVerb.Transaction && ehr.WriteChargeItem.Verb == WriteVerb.Transaction)
            return true;
        if (ehr.WriteClaim != WriteBackMode.Auto || ehr.WriteChargeItem != WriteBackMode.Auto)
            return false;
        var measured = await NewestAsync(cancellation);
        return measured is { TransactionsHold: true } && measured.Statement == (await statements.GetAsync(cancellation)).OfWriting;
    }

    /// <summary>The strongest verb by what an EHR says and was seen to do; null when there is none.</summary>
    public static WriteVerb? Strongest(string resourceType, Capabilities said, EhrMeasurement? seen)
    {
        foreach (var verb in Enum.GetValues<WriteVerb>())
        {
            var usable = seen?.CreatesOnce(resourceType, verb) switch
            {
                true => seen.Statement == said.OfWriting || Offers(said, resourceType, verb),
                false => false,
                null => verb != WriteVerb.Transaction && Offers(said, resourceType, verb),
            };
            if (usable)
                return verb;
        }

        return null;
    }

    /// <summary>Whether an EHR says that it takes a verb.</summary>
    public static bool Offers(Capabilities said, string resourceType, WriteVerb verb) => said.Types.TryGetValue(resourceType, out var type) && verb switch
    {
        WriteVerb.UpdateAsCreate => type.UpdateCreate,
        WriteVerb.ConditionalUpdate => type.ConditionalUpdate,
        WriteVerb.Transaction => said.Transaction && type.Create,
        WriteVerb.ConditionalCreate => type.ConditionalCreate,
        _ => type.Create,
    };

    private async Task<EhrMeasurement?> NewestAsync(CancellationToken cancellation) =>
        measurements is null ? null : await measurements.NewestMeasurementAsync(cancellation);
}
