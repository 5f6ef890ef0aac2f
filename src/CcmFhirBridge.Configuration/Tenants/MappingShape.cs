using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Keys under <c>mapping</c>.</summary>
internal static class MappingShape
{
    /// <summary>Most rows of the table: each is looked after by a person.</summary>
    public const int MostCodes = 500;

    private const string Form = "SYSTEM|CODE, or |CODE for a coding without a system";

    public static MapShape Root { get; } = new([
        new("codes", new ListShape(new MapShape([
            new("from", new TextShape(Form, @"\|", MappedCodes.FromProblem),
                "a code of the EHR, SYSTEM|CODE with both exactly as the EHR writes them, or |CODE for a coding without a system; the last | divides them", Required: true),
            new("to", new TextShape("SYSTEM|CODE such as ccm-activity|patient-communication", @"\|", MappedCodes.ToProblem),
                $"the code that it is read as besides, SYSTEM|CODE; SYSTEM is one of {string.Join(", ", ProfileSystems.Targets.Select(system => system.Name))}", Required: true),
        ]), MostCodes), "codes of the EHR that are read as codes of the default input profile as well; what stands in the record stays"),
        new("documents", new WordShape([PlanDocuments.Plan]), "that a DocumentReference whose type or category has a code of ccm-plan|ccm is the care plan; without it no document is read"),
    ]);
}
