using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Keys under <c>policy</c>.</summary>
internal static class PolicyShape
{
    private static readonly WordShape AnyHandling = new(["allow", "warn", "hold", "block"]);

    private static readonly WordShape HoldOrBlock = new(["hold", "block"])
    {
        Refused = new[] { "allow", "warn" }.ToImmutableRefusals("tenant.conflict-floor", "would bill two services that Medicare never pays together; it is never below hold. Use hold or block."),
    };

    /// <summary>Keys of <c>conflicts</c> and what each may say.</summary>
    public static readonly MapShape Conflicts = new([
        new("ccm-elsewhere", HoldOrBlock, "CCM billed by somebody else"),
        new("pcm", HoldOrBlock, "principal care management by the same practitioner"),
        new("pcm-other-practitioner", AnyHandling, "principal care management by another practitioner"),
        new("apcm", HoldOrBlock, "advanced primary care management by the same practice"),
        new("apcm-elsewhere", AnyHandling, "advanced primary care management by another practice"),
        new("home-health", AnyHandling, "home health supervision; the same practitioner's is held or blocked whatever stands here"),
        new("hospice", AnyHandling, "hospice supervision; the same practitioner's is held or blocked whatever stands here"),
        new("esrd", AnyHandling, "monthly ESRD services; the same practitioner's are held or blocked whatever stands here"),
        new("tcm", AnyHandling, "transitional care management"),
        new("rpm", AnyHandling, "remote physiologic monitoring"),
        new("rtm", AnyHandling, "remote therapeutic monitoring"),
        new("bhi", AnyHandling, "behavioral health integration"),
        new("cocm", AnyHandling, "collaborative care"),
        new("chi", AnyHandling, "community health integration"),
        new("pin", AnyHandling, "principal illness navigation"),
        new("99091", AnyHandling, "practitioner review of transmitted data"),
        new("99483", AnyHandling, "cognitive assessment and care planning"),
        new("access", AnyHandling, "payments of the ACCESS model"),
    ]);

    public static MapShape Root { get; } = new([
        new("coverage", new WordShape(["fhir", "assume-medicare-part-b"]), "where coverage comes from"),
        new("attestation", new WordShape(["explicit", "care-plan", "assumed"]), "what counts as attestation of duration and risk"),
        new("initiatingVisit", new WordShape(["required", "assumed"]), "whether an initiating visit must be seen"),
        new("pathway", new WordShape(["ask", "practitioner", "staff"]), "which pathway when both stand"),
        new("poolPractitionerTime", new FlagShape(), "adds practitioner time short of its own code to the staff's"),
        new("countContactAttempts", new FlagShape(), "counts contact attempts"),
        new("longestEntryMinutes", new WholeShape(1, 1440), "the longest entry that is believed, in minutes"),
        new("lateEntryDays", new WholeShape(0, 366), "days by which an entry is to be recorded; a later one is for the quality review"),
        new("strictSameDayVisit", new FlagShape(), "does not count staff time on a day with a visit"),
        new("strictComplexPlanRevision", new FlagShape(), "complex CCM needs a substantially revised plan"),
        new("parallelStaff", new WordShape(["once", "hold", "flag"]), "what two people at the same moment count"),
        new("countEncounterDiagnoses", new FlagShape(), "encounter diagnoses count like problems"),
        new("conflicts", Conflicts, "what to do when another service is seen in the month; a key left out has the rule pack's default"),
    ]);
}
