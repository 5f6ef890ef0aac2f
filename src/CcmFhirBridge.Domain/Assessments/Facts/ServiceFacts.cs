using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>What the rules in force say of the codes of a record's other services, looked up once for each.</summary>
internal readonly struct ServiceFacts
{
    private readonly CodeStanding?[] _standings;

    public ServiceFacts(PatientRecord record, PracticeMonth practice)
    {
        var services = record.OtherServices;
        _standings = services.IsEmpty ? [] : new CodeStanding?[services.Length];
        for (var i = 0; i < services.Length; i++)
        {
            _standings[i] = practice.StandingOf(services[i].Code);
            Families |= _standings[i]?.Families ?? 0;
            AnyCcmFamily |= IsCcmFamily(i);
        }
    }

    /// <summary>Families of other services that are seen, as <see cref="CodeStanding.Families"/>.</summary>
    public ulong Families { get; }

    /// <summary>A service has a code of the CCM family.</summary>
    public bool AnyCcmFamily { get; }

    /// <summary>The service at <paramref name="index"/> of the record has a code of the CCM family.</summary>
    public bool IsCcmFamily(int index) => _standings[index] is { IsCcmFamily: true };

    /// <summary>Its code is listed as an initiating visit.</summary>
    public bool IsInitiatingVisit(int index) => _standings[index] is { IsInitiatingVisit: true };

    /// <summary>Its code is listed for a family.</summary>
    public bool IsOfFamily(int index, int family) => _standings[index] is { } standing && standing.IsOfFamily(family);
}
