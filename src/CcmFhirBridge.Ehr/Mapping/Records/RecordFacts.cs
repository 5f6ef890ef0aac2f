using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping.Facts;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>What every item of facts begins with.</summary>
internal readonly record struct RecordHead(FactKind Kind, SourceReference Source, bool HasPayload);

/// <summary>Reads the part of facts that all kinds share.</summary>
internal static class RecordFacts
{
    /// <summary>Reads head and gaps; the reader then stands on the payload.</summary>
    public static RecordHead ReadHead(ReadOnlySpan<byte> facts, List<RecordGap> gaps, out FactReader reader)
    {
        reader = new FactReader(facts);
        var first = reader.Byte();
        var kind = (FactKind)(first & FactHead.KindBits);
        var id = reader.Id();
        var source = new SourceReference(kind.ToString(), id, reader.OptionalId());
        if ((first & FactHead.HasGaps) != 0)
        {
            for (var left = reader.Count(); left > 0; left--)
            {
                var code = GapCodes.At(reader.Count());
                gaps.Add(new RecordGap(code, source, reader.Id(), GapCodes.MessageOf(code)));
            }
        }

        return new RecordHead(kind, source, (first & FactHead.HasPayload) != 0);
    }
}
