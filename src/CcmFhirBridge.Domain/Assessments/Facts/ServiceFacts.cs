using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>What the rules in force say of the codes of a record's other services, looked up once for each.</summary>
internal readonly struct ServiceFacts
{
    private readonly CodeStanding?[] _standings;

    public ServiceFacts(PatientRecord record, PracticeMonth practice)
    {
        var services = record.OtherServices;
        _standings = new CodeStanding?[services.Length];
        for (var i = 0; i < services.Length; i++)
        {
            var standing = practice.StandingOf(services[i].Code);
            _standings[i] = standing;
            AnyOfFamily |= standing is { IsOfAnyFamily: true };
            AnyCcmFamily |= standing is { IsCcmFamily: true };
        }
    }

    /// <summary>A service has a code of a family of other services.</summary>
    public bool AnyOfFamily { get; }

    /// <summary>A service has a code of the CCM family.</summary>
    public bool AnyCcmFamily { get; }

    /// <summary>The service at <paramref name="index"/> of the record has a code of the CCM family.</summary>
    public bool IsCcmFamily(int index) => _standings[index] is { IsCcmFamily: true };

    /// <summary>Its code is listed as an initiating visit.</summary>
    public bool IsInitiatingVisit(int index) => _standings[index] is { IsInitiatingVisit: true };

    /// <summary>Its code is listed for a family.</summary>
    public bool IsOfFamily(int index, int family) => _standings[index] is { } standing && standing.IsOfFamily(family);
}
