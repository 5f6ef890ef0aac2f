using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>A Quantity or Duration as it is written.</summary>
/// <param name="Value">The number; null where there is none, and where a comparator makes it none.</param>
/// <param name="System">System of the unit's code.</param>
/// <param name="Code">Code of the unit.</param>
/// <param name="Unit">The unit as people read it.</param>
internal readonly record struct QuantityDraft(decimal? Value, CodeSystem System, Text Code, Text Unit)
{
    private static readonly Keys Properties = Keys.Of(Key.Value, Key.System, Key.Code, Key.Unit, Key.Comparator);

    /// <summary>Reads one; null where no object stands, which is a gap and passed over.</summary>
    public static QuantityDraft? Read(ref JsonCursor json)
    {
        if (!json.EnterObject())
            return null;
        decimal? value = null;
        var system = CodeSystem.Absent;
        Text code = default;
        Text unit = default;
        var compares = false;
        while (json.NextProperty(Properties))
        {
            if (json.NameIs(Key.Value))
            {
                value = json.Number();
            }
            else if (json.NameIs(Key.System))
            {
                system = CodeSystems.Of(json.Text());
            }
            else if (json.NameIs(Key.Code))
            {
                code = json.KeptText();
            }
            else if (json.NameIs(Key.Unit))
            {
                unit = json.KeptText();
            }
            else
            {
                compares = true;
                json.SkipValue();
            }
        }

        return new QuantityDraft(compares ? null : value, system, code, unit);
    }
}
