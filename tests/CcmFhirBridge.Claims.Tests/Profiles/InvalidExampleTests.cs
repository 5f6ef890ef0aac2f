using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Claims.Tests.Testing;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Tests.Profiles;

/// <summary>
/// Every rule that our profiles state is broken by an example, and refused for that reason. With CCM_ACCEPT_GOLDENS=1 what the gate says is
/// written down anew.
/// </summary>
public sealed class InvalidExampleTests
{
    private static readonly string s_examples = Path.Combine(BridgePackageTests.Folder, "examples");
    private static readonly Dictionary<string, StructureDefinition> s_profiles = BridgePackage.Profiles().ToDictionary(profile => profile.Id!);

    public static TheoryData<string> Profiles() => [.. s_profiles.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_stated_rule_has_an_invalid_example_or_a_reason_why_nothing_breaks_it(string profile)
    {
        var examples = Of(profile);

        examples.Profile.ShouldBe(s_profiles[profile].Url);
        examples.All.Select(example => example.Rule).Concat(examples.Unbreakable.Keys).Order(StringComparer.Ordinal)
            .ShouldBe(StatedRule.Of(s_profiles[profile], "").Select(rule => rule.ToString()).Order(StringComparer.Ordinal));
        examples.Unbreakable.Values.ShouldAllBe(why => why.Length > 20);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_invalid_example_is_refused_for_its_reason(string profile)
    {
        var examples = Of(profile);
        var refused = examples.All.Select(example => ConformanceGate.Default.Check(example.Apply(Valid(example.Of)))).ToList();
        if (Environment.GetEnvironmentVariable("CCM_ACCEPT_GOLDENS") == "1")
        {
            examples.Accept(refused);
            examples = Of(profile);
        }

        var rules = StatedRule.Of(s_profiles[profile], "").ToDictionary(rule => rule.ToString());
        var wrong = examples.All.Zip(refused).Where(pair =>
            !pair.Second.SequenceEqual(pair.First.Refused)
            || !pair.Second.Any((rules[pair.First.Rule] with { Type = pair.First.Of[..pair.First.Of.IndexOf('-')] }).IsToldBy));

        wrong.Select(pair => $"{pair.First.Rule}: {string.Join("; ", pair.Second)}").ShouldBeEmpty();
    }

    [Fact]
    public void There_is_a_file_of_invalid_examples_for_every_profile_and_no_other() =>
        Directory.GetFiles(Path.Combine(s_examples, "invalid")).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)
            .ShouldBe(Profiles().Select(row => row.Data).Order(StringComparer.Ordinal));

    private static InvalidExamples Of(string profile) => InvalidExamples.Read(Path.Combine(s_examples, "invalid", profile + ".json"));

    private static byte[] Valid(string name) => File.ReadAllBytes(Path.Combine(s_examples, name));
}
