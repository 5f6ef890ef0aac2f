namespace CcmFhirBridge.Domain.Tenants;

/// <summary>How the length of a session is written in an answer. What is written otherwise is no length.</summary>
public enum LengthForm
{
    /// <summary>Hours, minutes and seconds: <c>0:19:59</c>.</summary>
    HoursMinutesSeconds,

    /// <summary>Hours and minutes: <c>1:05</c> is sixty-five minutes.</summary>
    HoursMinutes,

    /// <summary>Minutes and seconds: <c>1:05</c> is sixty-five seconds.</summary>
    MinutesSeconds,

    /// <summary>A number of minutes: <c>19.98</c> is 19 minutes and 58 seconds.</summary>
    Minutes,

    /// <summary>A number of hours: <c>0.333</c> is 19 minutes and 58 seconds.</summary>
    Hours,

    /// <summary>A number of minutes and their unit: <c>20 min</c>.</summary>
    MinutesWithUnit,

    /// <summary>A Quantity in the UCUM unit <c>s</c>, <c>min</c> or <c>h</c>.</summary>
    Quantity,
}

/// <summary>A question whose answer is the length of a session (<c>mapping.answers</c>): of the Encounter that the QuestionnaireResponse names.</summary>
/// <param name="Question"><c>linkId</c> of the item, as the EHR writes it.</param>
/// <param name="Form">How the answer is written.</param>
/// <param name="Questionnaire">Canonical of the questionnaire without its version, since a new version must not lose what was answered in it; null for any.</param>
public sealed record MappedAnswer(string Question, LengthForm Form, string? Questionnaire = null);
