using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Keys of one entry of <c>payers</c>.</summary>
internal static class PayerShape
{
    public const string PartB = "medicare-part-b";

    public const string Reopening = "reopening";
    public const string Replacement = "replacement";

    public static MapShape Entry { get; } = new([
        new("payer", new WordShape([PartB, "medicare-advantage", "commercial"]), "the class of the payer, as assessments name it", Required: true),
        new("payor", new TextShape("a reference such as Organization/acme", "^Organization/[A-Za-z0-9.-]{1,64}$"), "the one payer that is meant, as Coverage.payor refers to it; absent is every payer of the class"),
        new("rules", PackShapes.Word, "us-medicare-ccm, or the id of the overlay payers/ID.yaml beside this file"),
        new("confirmedBy", TenantShape.Name, "who looked the payer's rules up; a person or a desk of the practice"),
        new("confirmedOn", PackShapes.Day, "the day on which that was, YYYY-MM-DD"),
        new("corrections", new WordShape([Reopening, Replacement]), "how a claim that has left is corrected: by a person with the payer (reopening, the default), or by a replacement or void claim (replacement; frequency 7 and 8). Medicare Part B takes none"),
        new("conflicts", PolicyShape.Conflicts, "what to do for this payer when another service is seen in the month; goes before the overlay and before 'policy.conflicts'"),
    ]);
}
