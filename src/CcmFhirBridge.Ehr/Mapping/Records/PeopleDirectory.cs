using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping.Facts;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>
/// Who the practice's people are: the tenant's list first, then roles, then qualifications. References that mean the same person
/// (a role and its practitioner, or the same NPI) form one group.
/// </summary>
internal sealed class PeopleDirectory
{
    private sealed record Entry(
        string Reference, string? Npi, string? Practitioner, ImmutableArray<(CodeSystem System, string Code)> Codes, bool Inactive);

    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PractitionerIdentity> _identities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _practitionerOfRole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _organizations = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];

    private PeopleDirectory()
    {
    }

    public static PeopleDirectory Of(Tenant tenant, IEnumerable<ReadOnlyMemory<byte>> facts)
    {
        var directory = new PeopleDirectory();
        foreach (var item in facts)
            directory.Read(item.Span);
        directory.Join(tenant);
        directory.Resolve(tenant);
        directory.Default = tenant.Billing.DefaultPractitioner is { } reference ? directory.Identify(reference) : null;
        return directory;
    }

    /// <summary>Whom the tenant file names to bill where nothing else does; null where it names nobody.</summary>
    public PractitionerIdentity? Default { get; private set; }

    public IReadOnlyCollection<string> AliasesOf(string reference) =>
        _groups.TryGetValue(Root(Canonical(reference)), out var group) ? group : [reference];

    /// <summary>The same text for all references of one person.</summary>
    public string PersonOf(string reference) => Root(Canonical(reference));

    public PractitionerIdentity Identify(string reference)
    {
        var canonical = Canonical(reference);
        if (_identities.TryGetValue(canonical, out var known))
            return known;
        var npi = reference.StartsWith("npi:", StringComparison.Ordinal) ? reference[4..] : null;
        return new PractitionerIdentity(canonical, npi, PerformerRole.Unknown);
    }

    /// <summary><c>tin:…</c>, <c>npi:…</c> or the reference.</summary>
    public string OrganizationOf(string reference) => _organizations.GetValueOrDefault(reference, reference);

    // "npi:…" and "urn:uuid:…" mean somebody of the directory when the directory knows them.
    private string Canonical(string reference)
    {
        if (reference.StartsWith("npi:", StringComparison.Ordinal))
            return _groups.TryGetValue(Root(reference), out var group) ? group.Find(IsReference) ?? reference : reference;
        if (!reference.StartsWith("urn:", StringComparison.Ordinal))
            return reference;
        var id = reference[(reference.LastIndexOf(':') + 1)..];
        return _parents.ContainsKey("Practitioner/" + id) || !_parents.ContainsKey("PractitionerRole/" + id)
            ? "Practitioner/" + id
            : "PractitionerRole/" + id;
    }

    private static bool IsReference(string text) => !text.StartsWith("npi:", StringComparison.Ordinal);

    private void Read(ReadOnlySpan<byte> facts)
    {
        if (facts.IsEmpty)
            return;
        var head = RecordFacts.ReadHead(facts, [], out var reader);
        if (!head.HasPayload)
            return;
        var npi = reader.OptionalId();
        if (head.Kind == FactKind.Organization)
        {
            var tin = reader.OptionalId();
            if (tin is not null || npi is not null)
                _organizations[head.Source.Key] = tin is not null ? "tin:" + tin : "npi:" + npi;
            return;
        }

        var practitioner = reader.OptionalReference();
        if (practitioner?.StartsWith("urn:", StringComparison.Ordinal) == true)
            practitioner = "Practitioner/" + practitioner[(practitioner.LastIndexOf(':') + 1)..];
        var inactive = reader.Byte() == 1;
        var codes = ImmutableArray.CreateBuilder<(CodeSystem, string)>();
        for (var left = reader.Count(); left > 0; left--)
            codes.Add(((CodeSystem)reader.Byte(), reader.Code()));
        _entries.Add(new Entry(head.Source.Key, npi, practitioner, codes.ToImmutable(), inactive));
    }

    private void Join(Tenant tenant)
    {
        foreach (var person in tenant.Practitioners)
            Unite(person.Reference, person.Npi is null ? person.Reference : "npi:" + person.Npi);
        foreach (var entry in _entries)
        {
            Unite(entry.Reference, entry.Npi is null ? entry.Reference : "npi:" + entry.Npi);
            if (entry.Practitioner is null)
                continue;
            Unite(entry.Reference, entry.Practitioner);
            if (entry.Practitioner.StartsWith("Practitioner/", StringComparison.Ordinal))
                _practitionerOfRole[entry.Reference] = entry.Practitioner;
        }

        foreach (var reference in _parents.Keys.Order(StringComparer.Ordinal))
        {
            var root = Root(reference);
            if (!_groups.TryGetValue(root, out var group))
                _groups[root] = group = [];
            group.Add(reference);
        }
    }

    private void Resolve(Tenant tenant)
    {
        var settings = tenant.Practitioners.ToLookup(person => Root(person.Reference), StringComparer.Ordinal);
        var entries = _entries.ToLookup(entry => Root(entry.Reference), StringComparer.Ordinal);
        foreach (var (root, group) in _groups)
        {
            var stated = settings[root].ToArray();
            var known = entries[root].OrderBy(entry => entry.Reference, StringComparer.Ordinal).ToArray();
            var npi = Array.Find(stated, person => person.Npi is not null)?.Npi ?? Array.Find(known, entry => entry.Npi is not null)?.Npi;
            var role = Role(stated, known);
            foreach (var reference in group.Where(IsReference))
                _identities[reference] = new PractitionerIdentity(_practitionerOfRole.GetValueOrDefault(reference, reference), npi, role);
            group.RemoveAll(member => !IsReference(member) && group.Exists(IsReference));
        }
    }

    private static PerformerRole Role(PractitionerSetting[] stated, Entry[] known)
    {
        if (Array.Find(stated, person => person.Role is not null)?.Role is { } overridden)
            return overridden;
        var credential = stated.Where(person => person.Credential is not null).Select(person => Credentials.Of(person.Credential!));
        var roles = known.Where(IsRole).Where(entry => !entry.Inactive).SelectMany(Roles);
        var qualifications = known.Where(entry => !IsRole(entry)).SelectMany(Roles);
        return Best(credential) ?? Best(roles) ?? Best(qualifications) ?? PerformerRole.Unknown;
    }

    private static bool IsRole(Entry entry) => entry.Reference.StartsWith("PractitionerRole/", StringComparison.Ordinal);

    private static IEnumerable<PerformerRole> Roles(Entry entry) => entry.Codes.Select(code => Credentials.Of(code.System, code.Code));

    // Who holds several is what lets them do most: the enum is ordered so, after unknown.
    private static PerformerRole? Best(IEnumerable<PerformerRole> roles) =>
        roles.Where(role => role != PerformerRole.Unknown).Select(role => (PerformerRole?)role).Order().FirstOrDefault();

    private string Root(string reference)
    {
        while (_parents.TryGetValue(reference, out var parent) && parent != reference)
            reference = parent;
        return reference;
    }

    // The lesser text becomes the root, so that the root does not depend on the order of facts.
    private void Unite(string left, string right)
    {
        _parents.TryAdd(left, left);
        _parents.TryAdd(right, right);
        var (one, other) = (Root(left), Root(right));
        if (string.CompareOrdinal(one, other) > 0)
            (one, other) = (other, one);
        _parents[other] = one;
    }
}
