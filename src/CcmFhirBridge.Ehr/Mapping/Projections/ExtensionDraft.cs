using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>An extension of ours, whatever the order of its keys; parts are its nested extensions.</summary>
internal sealed class ExtensionDraft
{
    private static readonly Keys Properties = Keys.Of(
        Key.Url, Key.Extension, Key.ValueCode, Key.ValueString, Key.ValueBoolean, Key.ValueDateTime, Key.ValueDate, Key.ValueInstant, Key.ValueReference);

    public string Url { get; private set; } = "";

    public string? Code { get; private set; }

    public bool? Boolean { get; private set; }

    public Moment? Moment { get; private set; }

    public Text Reference { get; private set; }

    public List<ExtensionDraft> Parts { get; } = [];

    public ExtensionDraft? Part(string url) => Parts.Find(part => part.Url == url);

    /// <summary>Reads an <c>extension</c> array and keeps those of ours.</summary>
    public static void ReadAll(ref JsonCursor json, ProjectionSettings settings, List<ExtensionDraft> into)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (Read(ref json, settings, nested: false) is { } extension && extension.Url.StartsWith(Claims.Canonicals.Base, StringComparison.Ordinal))
                into.Add(extension);
        }
    }

    private static ExtensionDraft? Read(ref JsonCursor json, ProjectionSettings settings, bool nested)
    {
        if (!json.EnterObject())
            return null;
        var extension = new ExtensionDraft();
        while (json.NextProperty(Properties))
        {
            if (json.NameIs(Key.Url))
            {
                var url = json.Text();
                if (!nested && !IsOurs(url))
                {
                    // The usual order puts the url first: what is foreign is passed over unread.
                    json.LeaveObject();
                    return null;
                }

                extension.Url = System.Text.Encoding.UTF8.GetString(url);
            }
            else if (json.NameIs(Key.Extension))
            {
                extension.ReadParts(ref json, settings);
            }
            else
            {
                extension.ReadValue(ref json, settings);
            }
        }

        return extension;
    }

    private static bool IsOurs(ReadOnlySpan<byte> url) => url.StartsWith("https://ccmfhirbridge.dev/fhir/"u8);

    private void ReadParts(ref JsonCursor json, ProjectionSettings settings)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (Read(ref json, settings, nested: true) is { } part)
                Parts.Add(part);
        }
    }

    private void ReadValue(ref JsonCursor json, ProjectionSettings settings)
    {
        if (json.NameIs(Key.ValueCode) || json.NameIs(Key.ValueString))
            Code = System.Text.Encoding.UTF8.GetString(json.Text());
        else if (json.NameIs(Key.ValueBoolean))
            Boolean = json.Boolean();
        else if (json.NameIs(Key.ValueDateTime) || json.NameIs(Key.ValueDate) || json.NameIs(Key.ValueInstant))
            Moment = Elements.Moment(ref json, settings);
        else if (json.NameIs(Key.ValueReference))
            Reference = ReferenceValue(ref json, settings);
    }

    private static Text ReferenceValue(ref JsonCursor json, ProjectionSettings settings)
    {
        var reference = Elements.Reference(ref json, settings, out var unresolved);
        if (unresolved)
            json.Gap(GapCodes.ReferenceUnresolved);
        return reference;
    }
}
