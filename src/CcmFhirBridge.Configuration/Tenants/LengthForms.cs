using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>A form in which an answer tells a length: what the tenant file calls it, and an answer in it.</summary>
/// <param name="Word">The word.</param>
/// <param name="Form">The form.</param>
/// <param name="Example">An answer in it.</param>
public sealed record LengthWord(string Word, LengthForm Form, string Example);

/// <summary>The forms of answers that a tenant file can name.</summary>
public static class LengthForms
{
    /// <summary>Every one, with an example.</summary>
    public static ImmutableArray<LengthWord> All { get; } =
    [
        new("h:mm:ss", LengthForm.HoursMinutesSeconds, "0:19:59"),
        new("h:mm", LengthForm.HoursMinutes, "1:05"),
        new("m:ss", LengthForm.MinutesSeconds, "19:59"),
        new("minutes", LengthForm.Minutes, "19.98"),
        new("hours", LengthForm.Hours, "0.333"),
        new("minutes-with-unit", LengthForm.MinutesWithUnit, "20 min"),
        new("quantity", LengthForm.Quantity, "20 with the UCUM unit min"),
    ];

    /// <summary>The form of a word; null when there is none.</summary>
    public static LengthWord? Find(string word) => All.FirstOrDefault(form => form.Word == word);

    /// <summary>The word of a form.</summary>
    public static LengthWord Of(LengthForm form) => All.First(word => word.Form == form);
}
