namespace CcmFhirBridge.Claims;

/// <summary>Canonicals, identifier systems and code systems: ours (under <see cref="Base"/>) and those of the field.</summary>
public static class Canonicals
{
    /// <summary>Our canonical base: an identifier, not an address.</summary>
    public const string Base = "https://ccmfhirbridge.dev/fhir";

    // Our code systems.
    public const string CcmActivity = Base + "/CodeSystem/ccm-activity";
    public const string CcmProgram = Base + "/CodeSystem/ccm-program";
    public const string CcmConsent = Base + "/CodeSystem/ccm-consent";
    public const string CcmPlan = Base + "/CodeSystem/ccm-plan";
    public const string CcmStay = Base + "/CodeSystem/ccm-stay";
    public const string CcmSupportingInfo = Base + "/CodeSystem/ccm-supporting-info";

    public const string CcmPerformerFunction = Base + "/CodeSystem/ccm-performer-function";
    public const string CcmMdm = Base + "/CodeSystem/ccm-mdm";
    public const string CcmMetric = Base + "/CodeSystem/ccm-metric";
    public const string CcmConditionGroup = Base + "/CodeSystem/ccm-condition-group";

    // Words of ours that the operations and the audit trail speak.
    public const string CcmOutcome = Base + "/CodeSystem/ccm-outcome";
    public const string CcmFindingResult = Base + "/CodeSystem/ccm-finding-result";
    public const string CcmSeverity = Base + "/CodeSystem/ccm-severity";
    public const string CcmLedgerState = Base + "/CodeSystem/ccm-ledger-state";
    public const string CcmClaimAnswer = Base + "/CodeSystem/ccm-claim-answer";
    public const string CcmAuditKind = Base + "/CodeSystem/ccm-audit-kind";
    public const string CcmDecisionKind = Base + "/CodeSystem/ccm-decision-kind";
    public const string CcmVoidReason = Base + "/CodeSystem/ccm-void-reason";
    public const string CcmPathway = Base + "/CodeSystem/ccm-pathway";

    // Our measure.
    public const string ProgrammeMeasure = Base + "/Measure/ccm-programme";

    // Our extensions.
    public const string MdmExtension = Base + "/StructureDefinition/ccm-mdm";
    public const string DiscussedExtension = Base + "/StructureDefinition/ccm-discussed";
    public const string ExtendedPlanningExtension = Base + "/StructureDefinition/ccm-extended-planning";
    public const string DisclosuresExtension = Base + "/StructureDefinition/ccm-disclosures";
    public const string BillingPractitionerExtension = Base + "/StructureDefinition/ccm-billing-practitioner";
    public const string PlanSharedExtension = Base + "/StructureDefinition/ccm-plan-shared";
    public const string PlanRevisedExtension = Base + "/StructureDefinition/ccm-plan-revised";
    public const string RecordedExtension = Base + "/StructureDefinition/ccm-recorded";
    public const string AttestationExtension = Base + "/StructureDefinition/ccm-attestation";

    // Our profiles.
    public const string ClaimProfile = Base + "/StructureDefinition/ccm-claim";
    public const string ChargeItemProfile = Base + "/StructureDefinition/ccm-charge-item";
    public const string TimeEntryProfile = Base + "/StructureDefinition/ccm-time-entry";
    public const string VisitProfile = Base + "/StructureDefinition/ccm-visit";
    public const string ConsentProfile = Base + "/StructureDefinition/ccm-consent";
    public const string CarePlanProfile = Base + "/StructureDefinition/ccm-care-plan";

    // Our identifier systems.
    public const string ClaimIdentifier = Base + "/identifier/claim";
    public const string ClaimRevisionIdentifier = Base + "/identifier/claim-revision";
    public const string ChargeIdentifier = Base + "/identifier/charge";
    public const string ChargeRevisionIdentifier = Base + "/identifier/charge-revision";

    /// <summary>What was created to find out what an EHR does with writes; it bills nothing.</summary>
    public const string ProbeIdentifier = Base + "/identifier/probe";

    /// <summary>A time entry that was logged here and that no EHR has.</summary>
    public const string TimeEntryIdentifier = Base + "/identifier/time-entry";

    /// <summary>A recorded decision of a person.</summary>
    public const string DecisionIdentifier = Base + "/identifier/decision";

    public const string AssumedCoverageIdentifier = Base + "/identifier/assumed-coverage";
    public const string DeviceIdentifier = Base + "/identifier/device";

    // Systems of the field.
    public const string Cpt = "http://www.ama-assn.org/go/cpt";
    public const string Hcpcs = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
    public const string HcpcsHttps = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
    public const string CptOid = "urn:oid:2.16.840.1.113883.6.12";
    public const string HcpcsOid = "urn:oid:2.16.840.1.113883.6.285";
    public const string Npi = "http://hl7.org/fhir/sid/us-npi";
    public const string Tin = "urn:oid:2.16.840.1.113883.4.4";
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
    public const string SnomedCt = "http://snomed.info/sct";
    public const string Sopt = "https://nahdo.org/sopt";
    public const string Ucum = "http://unitsofmeasure.org";
    public const string PlaceOfService = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";
    public const string ClaimType = "http://terminology.hl7.org/CodeSystem/claim-type";
    public const string ClaimRelationship = "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship";
    public const string ClaimFrequency = "https://www.nubc.org/CodeSystem/TypeOfBill";
    public const string ProcessPriority = "http://terminology.hl7.org/CodeSystem/processpriority";
    public const string ClaimCareTeamRole = "http://terminology.hl7.org/CodeSystem/claimcareteamrole";
    public const string DiagnosisType = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype";
    public const string IdentifierType = "http://terminology.hl7.org/CodeSystem/v2-0203";
    public const string NuccTaxonomy = "http://nucc.org/provider-taxonomy";
    public const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    public const string ParticipationType = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    public const string Degree = "http://terminology.hl7.org/CodeSystem/v2-0360";
    public const string ConditionClinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    public const string ConditionVerification = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    public const string ConditionCategory = "http://terminology.hl7.org/CodeSystem/condition-category";
    public const string AssessPlanCategory = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category";
}
