using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Reads the rows of <c>mapping.answers</c>.</summary>
internal static class MappedAnswers
{
    /// <summary>What has to hold between rows.</summary>
    public static void Check(YamlMap root, ProblemLog log)
    {
        var seen = new List<(string Question, string? Questionnaire, int Line)>();
        foreach (var row in Rows(root))
        {
            if (row.Text("question") is not { } question)
                continue;
            var questionnaire = row.Text("questionnaire");
            var same = seen.FirstOrDefault(one => one.Question == question && (one.Questionnaire is null || questionnaire is null || one.Questionnaire == questionnaire));
            if (same.Question is not null)
                log.Add(row.LineOf("question"), "tenant.duplicate-question", $"'{question}' already has a row on line {same.Line}, and a question is answered in one form. Keep one of the two{(questionnaire == same.Questionnaire ? "" : ", or name the questionnaire in both")}.");
            seen.Add((question, questionnaire, row.LineOf("question")));
        }
    }

    public static ImmutableArray<MappedAnswer> Bind(YamlMap root) =>
        [.. Rows(root).Select(row => new MappedAnswer(row.Text("question")!, LengthForms.Find(row.Text("form")!)!.Form, row.Text("questionnaire")))];

    /// <summary>What is wrong with a question; null when nothing is.</summary>
    public static string? QuestionProblem(string question) =>
        question.Trim() != question ? "there is a blank at its beginning or end, which no linkId has; remove it" : null;

    /// <summary>What is wrong with a questionnaire; null when nothing is.</summary>
    public static string? QuestionnaireProblem(string questionnaire) =>
        questionnaire.Contains('|') ? "there is a version behind a '|'; leave it out, since answers to every version are read"
        : questionnaire.Any(char.IsWhiteSpace) ? "there is a blank in it, which no canonical has; remove it"
        : null;

    private static IEnumerable<YamlMap> Rows(YamlMap root) => root.Map("mapping")?.Maps("answers") ?? [];
}
