using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>What the rules in force say of the codes of a record's other services, looked up once for each.</summary>
internal readonly struct ServiceFacts
{
    private readonly CodeStanding? _first;
    private readonly CodeStanding?[]? _standings;

    public ServiceFacts(PatientRecord record, PracticeMonth practice)
    {
        var services = record.OtherServices;
        if (services.Length > 1)
            _standings = new CodeStanding?[services.Length];
        for (var i = 0; i < services.Length; i++)
        {
            var standing = practice.StandingOf(services[i].Code);
            if (_standings is null)
                _first = standing;
            else
                _standings[i] = standing;
            Families |= standing?.Families ?? 0;
            AnyCcmFamily |= standing is { IsCcmFamily: true };
        }
    }

    /// <summary>Families of other services that are seen, as <see cref="CodeStanding.Families"/>.</summary>
    public ulong Families { get; }

    /// <summary>A service has a code of the CCM family.</summary>
    public bool AnyCcmFamily { get; }

    /// <summary>The service at <paramref name="index"/> of the record has a code of the CCM family.</summary>
    public bool IsCcmFamily(int index) => Of(index) is { IsCcmFamily: true };

    /// <summary>Its code is listed as an initiating visit.</summary>
    public bool IsInitiatingVisit(int index) => Of(index) is { IsInitiatingVisit: true };

    /// <summary>Its code is listed for a family.</summary>
    public bool IsOfFamily(int index, int family) => Of(index) is { } standing && standing.IsOfFamily(family);

    private CodeStanding? Of(int index) => _standings is null ? _first : _standings[index];
}
