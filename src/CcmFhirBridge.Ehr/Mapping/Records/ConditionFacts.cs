using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping.Facts;

namespace CcmFhirBridge.Ehr.Mapping.Records;

internal static class ConditionFacts
{
    public static ConditionRecord Read(SourceReference source, ref FactReader reader)
    {
        var flags = reader.Byte();
        return new ConditionRecord
        {
            Source = source,
            Category = (ConditionCategory)(flags & 3),
            Codings = ReadCodings(ref reader),
            ClinicalStatus = reader.OptionalCode(),
            VerificationStatus = reader.OptionalCode(),
            Onset = (flags & 4) == 0 ? null : reader.Moment(),
            Abatement = (flags & 8) == 0 ? null : reader.Moment(),
        };
    }

    private static ImmutableArray<ConditionCoding> ReadCodings(ref FactReader reader)
    {
        var count = reader.Count();
        var codings = ImmutableArray.CreateBuilder<ConditionCoding>(count);
        for (var i = 0; i < count; i++)
            codings.Add(new ConditionCoding((ConditionCodeSystem)reader.Byte(), reader.SharedId()));
        return codings.MoveToImmutable();
    }
}
