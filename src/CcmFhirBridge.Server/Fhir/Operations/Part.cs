using CcmFhirBridge.Domain.Periods;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>The parts that answers of operations are made of.</summary>
internal static class Part
{
    public static Parameters.ParameterComponent Of(string name, DataType value) => new() { Name = name, Value = value };

    public static Parameters.ParameterComponent Group(string name, params IEnumerable<Parameters.ParameterComponent?> parts) =>
        new() { Name = name, Part = [.. parts.OfType<Parameters.ParameterComponent>()] };

    public static Parameters.ParameterComponent Text(string name, string value) => Of(name, new FhirString(value));

    public static Parameters.ParameterComponent Code(string name, string value) => Of(name, new Code(value));

    public static Parameters.ParameterComponent Number(string name, int value) => Of(name, new Integer(value));

    public static Parameters.ParameterComponent Flag(string name, bool value) => Of(name, new FhirBoolean(value));

    public static Parameters.ParameterComponent Month(string name, ServiceMonth value) => Of(name, new Date(value.ToString()));

    public static Parameters.ParameterComponent Day(string name, DateOnly value) => Of(name, new Date(value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));

    public static Parameters.ParameterComponent Instant(string name, DateTimeOffset value) => Of(name, new Instant(value));

    public static Parameters.ParameterComponent Reference(string name, string address) => Of(name, new ResourceReference(address));

    /// <summary>Dollars and cents; null where they are not known.</summary>
    public static Parameters.ParameterComponent? Dollars(string name, decimal? amount) =>
        amount is { } known ? Of(name, new Money { Value = known + 0.00m, Currency = Money.Currencies.USD }) : null;

    public static Parameters.ParameterComponent? TextIf(string name, string? value) => value is null ? null : Text(name, value);
}
