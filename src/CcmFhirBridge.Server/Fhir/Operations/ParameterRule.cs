namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>What a parameter of an operation holds.</summary>
internal enum ParameterKind
{
    /// <summary>string, markdown, code, id or uri.</summary>
    Text,

    /// <summary>code, string, Coding or CodeableConcept.</summary>
    Code,

    /// <summary>date or string, <c>YYYY-MM</c>.</summary>
    Month,

    /// <summary>date, to the day.</summary>
    Day,

    /// <summary>dateTime or instant with time and offset.</summary>
    Instant,

    /// <summary>boolean.</summary>
    Flag,

    /// <summary>integer, positiveInt or unsignedInt.</summary>
    Number,

    /// <summary>decimal, or Money in dollars.</summary>
    Amount,

    /// <summary>Reference, or its text.</summary>
    Reference,

    /// <summary>Identifier with system and value.</summary>
    Identifier,
}

/// <summary>A parameter that an operation takes.</summary>
/// <param name="Name">Name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsNeeded">Whether it must be there.</param>
/// <param name="Repeats">Whether it may come more than once.</param>
internal sealed record ParameterRule(string Name, ParameterKind Kind, bool IsNeeded = false, bool Repeats = false);
