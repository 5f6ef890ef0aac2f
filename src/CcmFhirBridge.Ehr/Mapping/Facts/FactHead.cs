namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>What kind of resource facts come from. Values are stored: append only.</summary>
internal enum FactKind : byte
{
    Patient = 1,
    Encounter = 2,
    Condition = 3,
    Consent = 4,
    CarePlan = 5,
    Coverage = 6,
    Claim = 7,
    ChargeItem = 8,
    Procedure = 9,
    Practitioner = 10,
    PractitionerRole = 11,
    Organization = 12,
    Location = 13,
    DocumentReference = 14,
    QuestionnaireResponse = 15,
}

/// <summary>The first byte of facts: a kind and two flags.</summary>
internal static class FactHead
{
    public const byte HasPayload = 0x20;
    public const byte HasGaps = 0x40;
    public const byte KindBits = 0x1F;
}
