using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary><c>mapping.documents</c>: that the practice keeps care plans as documents.</summary>
internal static class PlanDocuments
{
    /// <summary>The word that says so.</summary>
    public const string Plan = "plan";

    public static bool AreRead(YamlMap root) => root.Map("mapping")?.Text("documents") is not null;

    /// <summary>Which documents are plans is what a row of the table says: without one every document would be read and none be a plan.</summary>
    public static void Check(YamlMap root, ProblemLog log)
    {
        if (root.Map("mapping") is { } mapping && mapping.Text("documents") == Plan && !MappedCodes.HasTarget(root, "ccm-plan", "ccm"))
            log.Add(mapping.LineOf("documents"), "tenant.documents-without-code", $"'mapping.documents: {Plan}' reads documents, and no row of mapping.codes says by which code one is the care plan. Add such as {{ from: \"http://loinc.org|18776-5\", to: ccm-plan|ccm }}.");
    }
}
