using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Fhir.Bodies;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>The parameters of one call of an operation, checked by name, number and type: of the address, of the body, or both.</summary>
internal sealed class OperationInput
{
    private const int MostParameters = 64;
    private const int LongestText = 4000;

    // They say how to answer and are no parameters of the operation.
    private static readonly string[] s_ofTheAnswer = ["_format", "_pretty"];

    private readonly Dictionary<string, List<(DataType Value, string Where)>> _values = new(StringComparer.Ordinal);

    private OperationInput()
    {
    }

    /// <summary>Reads the parameters of a call.</summary>
    /// <exception cref="FhirProblem">A parameter is not known, comes too often, is missing, or holds something else than it may.</exception>
    public static async Task<OperationInput> ReadAsync(TenantCall call, params ParameterRule[] rules)
    {
        var input = new OperationInput();
        foreach (var (name, values) in call.Http.Request.Query.Where(static pair => !s_ofTheAnswer.Contains(pair.Key)))
        {
            var rule = RuleOf(name, rules, where: null);
            foreach (var value in values)
                input.Add(rule, new FhirString(value), rule.Name);
        }

        if (HttpMethods.IsPost(call.Http.Request.Method))
            input.AddBody(await FhirBodies.ReadAsync(call.Http), rules);
        foreach (var rule in rules.Where(rule => rule.IsNeeded && !input._values.ContainsKey(rule.Name)))
            throw new FhirProblem(StatusCodes.Status400BadRequest, OperationOutcome.IssueType.Required, $"Parameter '{rule.Name}' is needed.") { Expression = $"Parameters.parameter.where(name = '{rule.Name}')" };
        return input;
    }

    public string? Text(string name) => First(name) is var (value, where) ? TextOf(value, where) : null;

    public IReadOnlyList<string> Texts(string name) => [.. _values.GetValueOrDefault(name, []).Select(pair => TextOf(pair.Value, pair.Where))];

    public string? Code(string name) => First(name) is not var (value, where) ? null : value switch
    {
        Coding coding => coding.Code ?? throw Wrong(where, "A coding needs its code."),
        CodeableConcept concept => concept.Coding.FirstOrDefault(static coding => coding.Code is not null)?.Code ?? throw Wrong(where, "A concept needs a coding with its code."),
        _ => TextOf(value, where),
    };

    public ServiceMonth? Month(string name) => First(name) is not var (value, where) ? null
        : ServiceMonth.TryParse(Written(value), out var month) ? month : throw Wrong(where, "A month is written YYYY-MM.");

    public DateOnly? Day(string name) => First(name) is not var (value, where) ? null
        : DateOnly.TryParseExact(Written(value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw Wrong(where, "A day is written YYYY-MM-DD.");

    /// <summary>An instant in UTC.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (First(name) is not var (value, where))
            return null;
        var written = value is Instant instant ? instant.Value?.ToString("O", CultureInfo.InvariantCulture) : Written(value);
        return InstantText.Read(written) ?? throw Wrong(where, "An instant has a date, a time with seconds, and an offset or Z.");
    }

    public bool? Flag(string name) => First(name) is not var (value, where) ? null : value switch
    {
        FhirBoolean { Value: { } flag } => flag,
        FhirString { Value: "true" } => true,
        FhirString { Value: "false" } => false,
        _ => throw Wrong(where, "It is neither true nor false."),
    };

    public int? Number(string name) => First(name) is not var (value, where) ? null : value switch
    {
        Integer { Value: { } number } => number,
        PositiveInt { Value: { } number } => number,
        UnsignedInt { Value: { } number } => number,
        _ when int.TryParse(Written(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(where, "It is not a whole number."),
    };

    /// <summary>Dollars, not negative, with two places at most.</summary>
    public decimal? Amount(string name)
    {
        if (First(name) is not var (value, where))
            return null;
        if (value is Money { Currency: not null and not Money.Currencies.USD })
            throw Wrong(where, "Amounts are in US dollars.");
        var dollars = value switch
        {
            Money money => money.Value,
            FhirDecimal number => number.Value,
            _ => decimal.TryParse(Written(value), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
        };
        return dollars is { } amount and >= 0 and < 10_000_000 && amount == decimal.Round(amount, 2) ? amount : throw Wrong(where, "It is not an amount of dollars and cents.");
    }

    public string? Reference(string name) => First(name) is not var (value, where) ? null
        : value is ResourceReference reference ? reference.Reference ?? throw Wrong(where, "A reference needs its address.") : TextOf(value, where);

    public Identifier? Identifier(string name) => First(name) is not var (value, where) ? null
        : value is Identifier { System.Length: > 0, Value.Length: > 0 } identifier ? Bounded(identifier, where) : throw Wrong(where, "An identifier needs its system and its value.");

    /// <summary>FHIRPath of a parameter, for a refusal of what it says.</summary>
    public string WhereIs(string name) => First(name)?.Where ?? $"Parameters.parameter.where(name = '{name}')";

    private void AddBody(Resource? body, ParameterRule[] rules)
    {
        if (body is null)
            return;
        if (body is not Parameters parameters)
            throw FhirProblem.Invalid("The body of an operation is a Parameters resource.", body.TypeName);
        if (parameters.Parameter.Count > MostParameters)
            throw FhirProblem.Invalid($"No operation takes more than {MostParameters} parameters.", "Parameters.parameter");
        foreach (var (at, parameter) in parameters.Parameter.Index())
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"Parameters.parameter[{at}]");
            var rule = RuleOf(parameter.Name ?? "", rules, where + ".name");
            if (parameter.Value is not { } value || parameter.Resource is not null || parameter.Part.Count > 0)
                throw FhirProblem.Invalid($"Parameter '{rule.Name}' holds one value and nothing else.", where);
            if (parameter.ModifierExtension.Count > 0)
                throw FhirProblem.Invalid("A modifier extension is not understood here.", where + ".modifierExtension");
            if (!Fits(rule.Kind, value))
                throw FhirProblem.Invalid($"Parameter '{rule.Name}' does not take this type.", where + ".value");
            Add(rule, value, where + ".value");
        }
    }

    private void Add(ParameterRule rule, DataType value, string where)
    {
        if (!_values.TryGetValue(rule.Name, out var known))
            _values[rule.Name] = known = [];
        else if (!rule.Repeats)
            throw FhirProblem.Invalid($"Parameter '{rule.Name}' comes once at most.", where);
        known.Add((value, where));
    }

    private (DataType Value, string Where)? First(string name) => _values.TryGetValue(name, out var known) ? known[0] : null;

    private static ParameterRule RuleOf(string name, ParameterRule[] rules, string? where)
    {
        if (Array.Find(rules, rule => rule.Name == name) is { } rule)
            return rule;
        var known = rules.Length == 0 ? "The operation takes none." : $"Known are: {string.Join(", ", rules.Select(static rule => rule.Name))}.";
        var nearest = NearestName.Of(name, rules.Select(static rule => rule.Name)) is { } near ? $" Did you mean '{near}'?" : "";
        throw FhirProblem.Invalid($"There is no parameter of that name.{nearest} {known}", where);
    }

    private static bool Fits(ParameterKind kind, DataType value) => kind switch
    {
        ParameterKind.Text => value is FhirString or Markdown or Hl7.Fhir.Model.Code or Id or FhirUri,
        ParameterKind.Code => value is FhirString or Hl7.Fhir.Model.Code or Coding or CodeableConcept,
        ParameterKind.Month => value is Date or FhirString,
        ParameterKind.Day => value is Date,
        ParameterKind.Instant => value is FhirDateTime or Hl7.Fhir.Model.Instant,
        ParameterKind.Flag => value is FhirBoolean,
        ParameterKind.Number => value is Integer or PositiveInt or UnsignedInt,
        ParameterKind.Amount => value is FhirDecimal or Money,
        ParameterKind.Reference => value is ResourceReference or FhirString,
        _ => value is Identifier,
    };

    private static string TextOf(DataType value, string where)
    {
        var text = Written(value);
        return text.Length <= LongestText && !string.IsNullOrWhiteSpace(text) ? text
            : throw Wrong(where, $"A text is not blank and has at most {LongestText} characters.");
    }

    private static string Written(DataType value) => (value as PrimitiveType)?.JsonValue as string ?? "";

    private static Identifier Bounded(Identifier identifier, string where) => identifier is { System.Length: <= 255, Value.Length: <= 255 }
        ? identifier
        : throw Wrong(where, "System and value of an identifier have at most 255 characters.");

    private static FhirProblem Wrong(string where, string message) => FhirProblem.Invalid(message, where);
}
