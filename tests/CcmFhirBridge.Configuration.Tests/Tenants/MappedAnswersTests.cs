using System.Text.Json;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

/// <summary><c>mapping.answers</c>: questions whose answers are the lengths of sessions.</summary>
public sealed class MappedAnswersTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\nmapping: {}")]
    [InlineData("\nmapping: { answers: [] }")]
    public void No_response_is_read_where_no_question_is_named(string mapping)
    {
        var tenant = TenantFiles.Good(TenantFiles.Smallest + mapping);

        tenant.MappedAnswers.ShouldBeEmpty();
        tenant.Ehr.AlsoRead.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("h:mm:ss", LengthForm.HoursMinutesSeconds)]
    [InlineData("h:mm", LengthForm.HoursMinutes)]
    [InlineData("m:ss", LengthForm.MinutesSeconds)]
    [InlineData("minutes", LengthForm.Minutes)]
    [InlineData("hours", LengthForm.Hours)]
    [InlineData("minutes-with-unit", LengthForm.MinutesWithUnit)]
    [InlineData("quantity", LengthForm.Quantity)]
    public void A_row_names_a_question_and_how_its_answer_is_written(string form, LengthForm meant)
    {
        var tenant = TenantFiles.Good($"{TenantFiles.Smallest}\nmapping: {{ answers: [{{ question: session_duration, form: \"{form}\" }}] }}");

        tenant.MappedAnswers.ShouldBe([new MappedAnswer("session_duration", meant)]);
        tenant.Ehr.AlsoRead.ShouldBe(["QuestionnaireResponse"]);
        LengthForms.All.Count(word => word.Form == meant && word.Word == form).ShouldBe(1);
    }

    [Fact]
    public void A_question_may_be_asked_in_two_questionnaires_and_plans_may_be_documents_besides()
    {
        var tenant = TenantFiles.Good($$"""
            {{TenantFiles.Smallest}}
            mapping:
              codes: [{ from: "urn:doc-types|CCM PLAN", to: ccm-plan|ccm }]
              documents: plan
              answers:
                - { question: "2.1", questionnaire: "http://ehr.example/Questionnaire/ccm", form: minutes }
                - { question: "2.1", questionnaire: "http://ehr.example/Questionnaire/visit", form: "h:mm" }
                - { question: "2.2", form: quantity }
            """);

        tenant.MappedAnswers.ShouldBe(
        [
            new MappedAnswer("2.1", LengthForm.Minutes, "http://ehr.example/Questionnaire/ccm"),
            new MappedAnswer("2.1", LengthForm.HoursMinutes, "http://ehr.example/Questionnaire/visit"),
            new MappedAnswer("2.2", LengthForm.Quantity),
        ]);
        tenant.Ehr.AlsoRead.ShouldBe(["DocumentReference", "QuestionnaireResponse"]);
    }

    [Theory]
    [InlineData("{ question: a }", "yaml.missing-key", "'mapping.answers[0].form' is missing")]
    [InlineData("{ form: minutes }", "yaml.missing-key", "'mapping.answers[0].question' is missing")]
    [InlineData("{ question: a, form: minute }", "yaml.value", "'mapping.answers[0].form' does not know 'minute'. Did you mean 'minutes'?")]
    [InlineData("{ question: a, form: \"hh:mm:ss\" }", "yaml.value", "'mapping.answers[0].form' does not know 'hh:mm:ss'. Did you mean 'h:mm:ss'?")]
    [InlineData("{ question: \" a\", form: minutes }", "yaml.value", "there is a blank at its beginning or end, which no linkId has; remove it")]
    [InlineData("{ question: \"a\\nb\", form: minutes }", "yaml.value", "the linkId of the question, at most 255 characters on one line")]
    [InlineData("{ question: a, questionnaire: \"http://x/q|2\", form: minutes }", "yaml.value", "there is a version behind a '|'; leave it out, since answers to every version are read")]
    [InlineData("{ question: a, questionnaire: \"http://x/q 2\", form: minutes }", "yaml.value", "there is a blank in it, which no canonical has; remove it")]
    [InlineData("{ question: a, forms: minutes, form: minutes }", "yaml.unknown-key", "unknown key 'mapping.answers[0].forms'. Did you mean 'form'?")]
    [InlineData("{ question: a, form: minutes }, { question: a, form: hours }", "tenant.duplicate-question", "and a question is answered in one form. Keep one of the two.")]
    [InlineData("{ question: a, form: minutes }, { question: a, questionnaire: \"http://x/q\", form: hours }", "tenant.duplicate-question", "Keep one of the two, or name the questionnaire in both.")]
    [InlineData("{ question: a, questionnaire: \"http://x/q\", form: minutes }, { question: a, form: hours }", "tenant.duplicate-question", "Keep one of the two, or name the questionnaire in both.")]
    [InlineData("{ question: a, questionnaire: \"http://x/q\", form: minutes }, { question: a, questionnaire: \"http://x/q\", form: minutes }", "tenant.duplicate-question", "Keep one of the two.")]
    public void A_mistake_is_one_clear_line(string rows, string code, string words)
    {
        var yaml = $"{TenantFiles.Smallest}\nmapping: {{ answers: [{rows}] }}";

        var problem = TenantFiles.Check(yaml).Problems.ShouldHaveSingleItem();

        (problem.File, problem.Code, problem.Line).ShouldBe(("lakeside.yaml", code, yaml.Split('\n').Length));
        problem.Message.ShouldContain(words);
    }

    [Fact]
    public void There_may_be_twenty_of_them()
    {
        static string File(int many) => $"{TenantFiles.Smallest}\nmapping: {{ answers: [{string.Join(", ", Enumerable.Range(0, many).Select(at => $"{{ question: q{at}, form: minutes }}"))}] }}";

        TenantFiles.Good(File(20)).MappedAnswers.Length.ShouldBe(20);
        TenantFiles.Check(File(21)).Problems.ShouldHaveSingleItem().Message.ShouldContain("20");
    }

    [Fact]
    public void How_responses_are_read_can_be_said_as_of_any_type() => TenantFiles.Good(
        TenantFiles.Smallest.Replace("ehr:", "ehr:\n  sync: { forms: { QuestionnaireResponse: patient-full } }", StringComparison.Ordinal)).Ehr.ReadForms["QuestionnaireResponse"].Word.ShouldBe("patient-full");

    [Fact]
    public void The_schema_knows_the_forms()
    {
        using var schema = JsonDocument.Parse(TenantSchema.Json);

        schema.RootElement.GetProperty("properties").GetProperty("mapping").GetProperty("properties").GetProperty("answers").GetProperty("items").GetProperty("properties").GetProperty("form").GetProperty("enum").EnumerateArray()
            .Select(word => word.GetString()).ShouldBe(LengthForms.All.Select(form => form.Word));
    }
}
