using System.Text;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Tests.Tenants;
using CsCheck;

namespace CcmFhirBridge.Configuration.Tests.Yaml;

public sealed class JunkTests
{
    private static readonly string[] Pieces =
    [
        "tenant", ": ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "\"", "'", "&a", "*a", "!!str", "---", "...", "|", ">", "#", "\t", "?", "%YAML 1.2",
        "ehr", "baseUrl", "billing", "npi", "~", "null", "1e9", "99999999999999999999", "0.001", "true", "\\u0000", "\u0085", "é", "@", "`", "<<", "2026-05",
        "%TAG ! x", "policy", "conflicts", "practitioners", ":",
    ];

    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]);

    [Fact]
    public void Random_pieces_of_yaml_give_a_tenant_or_problems_and_nothing_else()
        => Piece.Array[0, 40].Sample(
            pieces =>
            {
                var result = TenantFiles.Check(string.Concat(pieces));
                return result.Tenant is not null || !result.Problems.IsEmpty;
            },
            iter: 10_000);

    [Fact]
    public void A_damaged_tenant_file_gives_a_tenant_or_problems_and_nothing_else()
        => Gen.Select(Gen.Int[0, TenantFiles.Whole.Length - 1], Gen.Int[0, 20], Piece).Array[1, 3].Sample(
            cuts =>
            {
                var yaml = new StringBuilder(TenantFiles.Whole);
                foreach (var (at, length, piece) in cuts)
                {
                    var start = Math.Min(at, yaml.Length);
                    yaml.Remove(start, Math.Min(length, yaml.Length - start)).Insert(start, piece);
                }

                var result = TenantFiles.Check(yaml.ToString());
                return result.Tenant is not null != !result.Problems.IsEmpty;
            },
            iter: 2_000);

    [Fact]
    public void A_damaged_rule_pack_throws_nothing_but_a_configuration_exception()
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm").Where(file => !file.Key.StartsWith("conditions/", StringComparison.Ordinal)).ToDictionary();
        var names = files.Keys.Order(StringComparer.Ordinal).ToArray();
        Gen.Select(Gen.Int[0, names.Length - 1].Select(index => names[index]), Gen.Int[0, 3000], Gen.Int[0, 20], Piece).Sample(
            (name, at, length, piece) =>
            {
                var text = Encoding.UTF8.GetString(files[name]);
                var start = at % text.Length;
                var damaged = text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, piece);
                try
                {
                    return RulePackReader.Read(new Dictionary<string, byte[]>(files) { [name] = Encoding.UTF8.GetBytes(damaged) }).Version.Length > 0;
                }
                catch (ConfigurationException problem)
                {
                    return !problem.Problems.IsEmpty;
                }
            },
            iter: 500);
    }
}
