using System.Reflection;
using System.Text.Json;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Server.Fhir.Operations;

namespace CcmFhirBridge.Server.Tests.Fhir.Operations;

/// <summary>What an operation takes is what its published definition says.</summary>
public sealed class OperationDefinitionTests
{
    private static readonly Dictionary<string, JsonElement> s_definitions = BridgePackage.Files()
        .Where(file => file.Name.Contains("OperationDefinition-", StringComparison.Ordinal))
        .Select(file => JsonElement.Parse(file.Content))
        .ToDictionary(definition => "$" + definition.GetProperty("code").GetString(), StringComparer.Ordinal);

    private static readonly Dictionary<string, ParameterRule[]> s_served = typeof(OperationRoutes).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(OperationRoutes).Namespace && type.GetField("Name", BindingFlags.Public | BindingFlags.Static)?.IsLiteral == true)
        .Select(type => (Name: (string)type.GetField("Name")!.GetRawConstantValue()!, Rules: RulesOf(type)))
        .ToDictionary(operation => operation.Name, operation => operation.Rules, StringComparer.Ordinal);

    public static TheoryData<string> Operations => [.. s_served.Keys];

    [Fact]
    public void Every_operation_is_defined_and_every_definition_is_served() =>
        s_served.Keys.Order(StringComparer.Ordinal).ShouldBe(s_definitions.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Operations))]
    public void It_takes_what_its_definition_says(string operation)
    {
        var defined = s_definitions[operation].GetProperty("parameter").EnumerateArray()
            .Where(parameter => parameter.GetProperty("use").GetString() == "in")
            .Select(parameter => (parameter.GetProperty("name").GetString()!, parameter.GetProperty("min").GetInt32() > 0, parameter.GetProperty("max").GetString() == "*"));

        s_served[operation].Select(rule => (rule.Name, rule.IsNeeded, rule.Repeats)).ShouldBe(defined, ignoreOrder: true);
    }

    [Fact]
    public void Reasons_to_take_time_back_are_those_of_the_code_system()
    {
        var system = JsonElement.Parse(BridgePackage.Files().Single(static file => file.Name.EndsWith("CodeSystem-ccm-void-reason.json", StringComparison.Ordinal)).Content);

        VoidTimeOperation.Reasons.ShouldBe(system.GetProperty("concept").EnumerateArray().Select(static concept => concept.GetProperty("code").GetString()), ignoreOrder: true);
    }

    private static ParameterRule[] RulesOf(Type operation) => operation == typeof(LogTimeOperation) ? TimeToLog.Rules :
        (ParameterRule[])operation.GetField("s_rules", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
}
