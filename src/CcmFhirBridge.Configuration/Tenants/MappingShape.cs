using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Keys under <c>mapping</c>.</summary>
internal static class MappingShape
{
    /// <summary>Most rows of the table: each is looked after by a person.</summary>
    public const int MostCodes = 500;

    /// <summary>Most questions: each is asked in a form of its own.</summary>
    public const int MostAnswers = 20;

    private const string Form = "SYSTEM|CODE, or |CODE for a coding without a system";

    public static MapShape Root { get; } = new([
        new("codes", new ListShape(new MapShape([
            new("from", new TextShape(Form, @"\|", MappedCodes.FromProblem),
                "a code of the EHR, SYSTEM|CODE with both exactly as the EHR writes them, or |CODE for a coding without a system; the last | divides them", Required: true),
            new("to", new TextShape("SYSTEM|CODE such as ccm-activity|patient-communication", @"\|", MappedCodes.ToProblem),
                $"the code that it is read as besides, SYSTEM|CODE; SYSTEM is one of {string.Join(", ", ProfileSystems.Targets.Select(system => system.Name))}", Required: true),
        ]), MostCodes), "codes of the EHR that are read as codes of the default input profile as well; what stands in the record stays"),
        new("documents", new WordShape([PlanDocuments.Plan]), "that a DocumentReference whose type or category has a code of ccm-plan|ccm is the care plan; without it no document is read"),
        new("answers", new ListShape(new MapShape([
            new("question", new TextShape("the linkId of the question, at most 255 characters on one line", "^[^\\x00-\\x1f]{1,255}$", MappedAnswers.QuestionProblem),
                "the linkId of an item, at any depth, exactly as the EHR writes it", Required: true),
            new("questionnaire", new TextShape("the canonical of the questionnaire, at most 500 characters on one line", "^[^\\x00-\\x1f]{1,500}$", MappedAnswers.QuestionnaireProblem),
                "the canonical of the questionnaire without its version, where another one has a question of the same name; every version of it is read"),
            new("form", new WordShape([.. LengthForms.All.Select(form => form.Word)]),
                $"how the answer is written; what is written otherwise is no length: {string.Join(", ", LengthForms.All.Select(form => $"{form.Word} ({form.Example})"))}", Required: true),
        ]), MostAnswers), "questions whose answer is the length of the session of the Encounter that the QuestionnaireResponse names; of all that is said of a length the shortest counts"),
    ]);
}
