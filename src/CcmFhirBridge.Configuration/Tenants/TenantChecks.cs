using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>What has to hold between several keys of a tenant file.</summary>
internal static class TenantChecks
{
    /// <summary>In a home folder a tenant is found by its file's name, so that name must be its slug.</summary>
    public static void CheckName(YamlMap root, string fileName, ProblemLog log)
    {
        if (root.Text("tenant") is { } slug && fileName != slug + ".yaml")
            log.Add(root.LineOf("tenant"), "tenant.file-name", $"the slug is '{slug}' but the file is called {fileName}. Rename the file to {slug}.yaml, or correct the slug.");
    }

    public static void Check(YamlMap root, ProblemLog log)
    {
        if (root.Map("ehr") is { } ehr)
        {
            Urls(ehr, log);
            PopulationBinding.Check(ehr, log);
            VendorReader.CheckForms(ehr.Map("sync")?.Map("forms"), "ehr.sync.forms", log);
            AuthorizationChecks.Check(ehr, log);
        }

        Practitioners(root, log);
        PayerChecks.Check(root, log);
        MappedCodes.Check(root, log);
        PlanDocuments.Check(root, log);
        MappedAnswers.Check(root, log);
    }

    private static void Urls(YamlMap ehr, ProblemLog log)
    {
        if (ehr.Flag("allowInsecureForTest") == true)
            return;
        var urls = ehr.Texts("allowedOrigins").Append(ehr.Find("baseUrl") as YamlText).Append(ehr.Map("auth")?.Find("tokenUrl") as YamlText).OfType<YamlText>();
        foreach (var url in urls)
        {
            if (TenantValues.BaseUrlProblem(url.Value) is null && TenantValues.IsInsecure(new Uri(url.Value)))
                log.Add(url.Line, "tenant.insecure-url", $"'{url.Value}' would send patient data or credentials in the clear. Use https; for a test without real patients set 'allowInsecureForTest: true' under ehr.");
        }
    }

    private static void Practitioners(YamlMap root, ProblemLog log)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var practitioner in root.Maps("practitioners"))
        {
            if (practitioner.Text("reference") is { } reference && !seen.TryAdd(reference, practitioner.Line))
                log.Add(practitioner.LineOf("reference"), "tenant.duplicate-practitioner", $"'{reference}' is already listed on line {seen[reference]}. Keep one of the two.");
        }
    }
}
