using System.Text;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Who logged when, before the entry has its names.</summary>
internal readonly record struct StaffDraft(Text Person, Interval When);

/// <summary>One resource being read: what every type has, and where its facts go. Used again for the next resource.</summary>
internal sealed class Projection(ProjectionSettings settings)
{
    /// <summary>What <see cref="TryReadCommon"/> reads.</summary>
    public static readonly Keys CommonProperties = Keys.Of(Key.Id, Key.Meta, Key.ModifierExtension, Key.ResourceType);

    private static readonly Keys MetaProperties = Keys.Of(Key.VersionId, Key.LastUpdated, Key.Security);

    public ProjectionSettings Settings { get; } = settings;

    public Scratch Scratch { get; } = new(settings.Codes);

    public FactWriter Facts { get; } = new();

    public FactWriter Payload { get; } = new();

    public List<StaffDraft> Staff { get; } = [];

    /// <summary>Whether <see cref="Staff"/> is the longest that it can be, since an answer may tell how long it was.</summary>
    public bool StaffIsLongest { get; set; }

    public List<ExtensionDraft> Extensions { get; } = [];

    public Disposition Disposition { get; set; }

    /// <summary>Type as written, unescaped; valid until the next resource.</summary>
    public Text Type { get; set; }

    /// <summary>Which kind of facts it gives, when it gives any.</summary>
    public FactKind Kind { get; private set; }

    public Text Id { get; private set; }

    /// <summary>Id where the resource has none of its own: a Bundle entry is known by its urn.</summary>
    public Text FallbackId { get; set; }

    public Text Version { get; private set; }

    public DateTimeOffset? LastUpdated { get; private set; }

    /// <summary><c>Patient/id</c>.</summary>
    public Text Patient { get; private set; }

    /// <summary>Of a Patient: <c>Patient/id</c> of the one into whom it was merged.</summary>
    public Text ReplacedBy { get; set; }

    public bool HasModifier { get; private set; }

    private string? _subjectGap;
    private string _subjectPath = "";

    public void Reset()
    {
        Scratch.Reset();
        Facts.Clear();
        Payload.Clear();
        Staff.Clear();
        Extensions.Clear();
        Disposition = Disposition.Unreadable;
        Type = Id = FallbackId = Version = Patient = ReplacedBy = default;
        LastUpdated = null;
        HasModifier = StaffIsLongest = false;
        _subjectGap = null;
        _subjectPath = "";
    }

    /// <summary>Reads what every resource has; false when the property is the type's own.</summary>
    public bool TryReadCommon(ref JsonCursor json)
    {
        if (json.NameIs(Key.Id))
            Id = json.KeptText();
        else if (json.NameIs(Key.Meta))
            ReadMeta(ref json);
        else if (json.NameIs(Key.ModifierExtension))
            ReadModifier(ref json);
        else if (json.NameIs(Key.ResourceType))
            json.SkipValue();
        else
            return false;
        return true;
    }

    /// <summary>Reads a <c>modifierExtension</c>: none is known, so any takes the resource out.</summary>
    public void ReadModifier(ref JsonCursor json)
    {
        json.Gap(GapCodes.ModifierExtension);
        HasModifier = true;
        json.SkipValue();
    }

    public void ReadSubject(ref JsonCursor json)
    {
        var reference = Elements.Reference(ref json, Settings, out var unresolved);
        var bytes = Scratch.Bytes(reference);
        if (ReferenceText.IsOfType(bytes, "Patient"u8))
        {
            Patient = reference;
        }
        else if (ReferenceText.Urn(bytes) is { IsEmpty: false } id)
        {
            Patient = KeepPatient(id);
        }
        else
        {
            _subjectPath = json.Path();
            _subjectGap = unresolved || bytes.StartsWith("npi:"u8) ? GapCodes.SubjectUnresolved
                : bytes.IsEmpty ? GapCodes.SubjectMissing : GapCodes.SubjectNotPatient;
        }
    }

    public void IsPatient() => Patient = KeepPatient(Scratch.Bytes(Id.IsEmpty ? FallbackId : Id));

    /// <summary>Ends a patient's resource: whether it can be cited and whose it is.</summary>
    public bool EndOfPatientResource(string subjectPath)
    {
        if (Id.IsEmpty)
            Id = FallbackId;
        if (Id.IsEmpty)
            Scratch.Gaps.Add(new GapDraft(GapCodes.IdMissing, "$.id"));
        else if (Patient.IsEmpty)
            Scratch.Gaps.Add(_subjectGap is null ? new GapDraft(GapCodes.SubjectMissing, subjectPath) : new GapDraft(_subjectGap, _subjectPath));
        else
            Disposition = Disposition.Patient;
        return Disposition == Disposition.Patient;
    }

    public bool EndOfDirectoryResource()
    {
        if (Id.IsEmpty)
            Id = FallbackId;
        if (Id.IsEmpty)
            Scratch.Gaps.Add(new GapDraft(GapCodes.IdMissing, "$.id"));
        else
            Disposition = Disposition.Directory;
        return Disposition == Disposition.Directory;
    }

    /// <summary>Writes head, gaps and payload; nothing at all when there is neither gap nor payload.</summary>
    public void WriteFacts(FactKind kind)
    {
        Kind = kind;
        if (Payload.Length == 0 && Scratch.Gaps.Count == 0)
            return;
        Facts.Byte((byte)((byte)kind | (Payload.Length > 0 ? FactHead.HasPayload : 0) | (Scratch.Gaps.Count > 0 ? FactHead.HasGaps : 0)));
        Facts.Id(Scratch.Bytes(Id));
        Facts.Id(Scratch.Bytes(Version));
        if (Scratch.Gaps.Count > 0)
        {
            Facts.Count(Scratch.Gaps.Count);
            foreach (var gap in Scratch.Gaps)
            {
                Facts.Count(GapCodes.IndexOf(gap.Code));
                Facts.Id(Encoding.UTF8.GetBytes(gap.Path));
            }
        }

        Facts.Bytes(Payload.Written);
    }

    public void Drop(string code, string path)
    {
        Disposition = Disposition.Unreadable;
        Scratch.Gaps.Clear();
        Scratch.Gaps.Add(new GapDraft(code, path));
        Facts.Clear();
        Staff.Clear();
    }

    public void ReadExtensions(ref JsonCursor json) => ExtensionDraft.ReadAll(ref json, Settings, Extensions);

    public ExtensionDraft? Extension(string url) => Extensions.Count == 0 ? null : Extensions.Find(extension => extension.Url == url);

    private void ReadMeta(ref JsonCursor json)
    {
        if (!json.EnterObject())
            return;
        while (json.NextProperty(MetaProperties))
        {
            if (json.NameIs(Key.VersionId))
                Version = json.KeptText();
            else if (json.NameIs(Key.LastUpdated))
                LastUpdated = Elements.Moment(ref json, Settings)?.Instant;
            else if (json.NameIs(Key.Security) && SecurityLabels.AnyRestricts(ref json))
                Scratch.Gaps.Add(new GapDraft(GapCodes.SecurityLabel, "$.meta.security"));
        }
    }

    private Text KeepPatient(ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty)
            return default;
        Span<byte> joined = stackalloc byte[id.Length + 8 <= 256 ? id.Length + 8 : 0];
        if (joined.IsEmpty)
            joined = new byte[id.Length + 8];
        "Patient/"u8.CopyTo(joined);
        id.CopyTo(joined[8..]);
        return Scratch.Keep(joined);
    }
}
