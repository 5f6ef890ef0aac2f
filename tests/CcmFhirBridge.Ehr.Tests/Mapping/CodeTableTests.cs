using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Records;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>The table itself: what it finds, what it costs, when it is another one, and that it agrees with what the profile understands.</summary>
public sealed class CodeTableTests
{
    private const string Activity = "https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity";

    private static readonly string s_terminology = Path.GetFullPath(Path.Combine(Here(), "../../../fhir-profiles/terminology"));

    private static readonly Gen<MappedCode> Row = Gen.Select(
        Of(null, "urn:a", "urn:b", "urn:a|1", "https://ehr.example/codes"), Gen.String[Gen.Char["AB é"], 1, 4].Where(code => code.Trim(' ').Length > 0),
        Of("documentation", "scheduling", "record-review"),
        (system, code, target) => new MappedCode(system, code.Trim(' '), Activity, target!));

    private static readonly Gen<MappedCode[]> Rows = Row.Array[1, 60].Select(rows => rows.DistinctBy(row => row.From).ToArray());

    [Fact]
    public void It_finds_exactly_its_rows() => Gen.Select(Rows, Row.Array[20]).Sample((rows, others) =>
    {
        var table = CodeTable.Of([.. rows])!;
        return rows.Concat(others).All(asked =>
        {
            var row = Array.Find(rows, row => row.From == asked.From);
            var found = table.TryFind(Bytes(asked.System ?? ""), Bytes(asked.Code), out var system, out var code);
            return row is null ? !found : found && system == CodeSystem.CcmActivity && Encoding.UTF8.GetString(code) == row.TargetCode;
        });
    });

    [Fact]
    public void No_rows_are_no_table() => CodeTable.Of([]).ShouldBeNull();

    [Fact]
    public void Looking_for_a_code_allocates_nothing()
    {
        var table = CodeTable.Of([.. Enumerable.Range(0, 500).Select(row => new MappedCode("urn:x", $"code-{row}", Activity, "documentation"))])!;
        byte[][] codes = [Bytes("code-0"), Bytes("code-250"), Bytes("code-499"), Bytes("code-500"), Bytes("")];
        var system = Bytes("urn:x");
        int Found() => codes.Count(code => table.TryFind(system, code, out _, out _));
        var found = 0;
        for (var warm = 0; warm < 100; warm++)
            found = Found();

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var code in codes)
            table.TryFind(system, code, out _, out _);

        GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);
        found.ShouldBe(3);
    }

    [Fact]
    public void A_table_that_matches_nothing_changes_no_byte_of_any_fact() => Gen.Select(Of(Resources), Rows).Sample((json, rows) =>
    {
        var bytes = Encoding.UTF8.GetBytes(json!);
        var without = Practice.Mapping.Project(bytes);
        var with = new DefaultResourceMapping(Practice.Tenant with { MappedCodes = [.. rows.Select(row => row with { Code = "~" + row.Code })] }).Project(bytes);
        return with.Facts.Span.SequenceEqual(without.Facts.Span) && with.ContentHash == without.ContentHash && with.Gaps.SequenceEqual(without.Gaps)
            && with.StaffIntervals.SequenceEqual(without.StaffIntervals);
    });

    [Fact]
    public void Another_table_is_another_version_and_the_order_of_its_rows_is_none() => Gen.Select(Rows, Row).Sample((rows, row) =>
    {
        string Version(params MappedCode[] codes) => new DefaultResourceMapping(Practice.Tenant with { MappedCodes = [.. codes] }).Version;

        var version = Version(rows);
        MappedCode[] other = [rows[0] with { TargetCode = rows[0].TargetCode == "scheduling" ? "documentation" : "scheduling" }, .. rows[1..]];
        return version != Practice.Mapping.Version && version == Version([.. rows.Reverse()]) && version != Version(other) && version != Version(rows[1..])
            && (Array.Exists(rows, known => known.From == row.From) || version != Version([.. rows, row]));
    });

    [Fact]
    public void Without_a_table_the_version_is_what_it_was() =>
        Practice.Mapping.Version.ShouldBe("default-8;America/New_York;https://ehr.lakeside.example/fhir;contact-attempts=False;longest=240");

    [Fact]
    public void Every_system_that_a_code_can_be_read_as_is_one_that_the_profile_knows()
    {
        foreach (var system in ProfileSystems.All)
        {
            var known = CodeSystems.Of(Bytes(system.Address));
            known.ShouldNotBe(CodeSystem.Other, system.Name);
            foreach (var address in system.OtherAddresses)
                CodeSystems.Of(Bytes(address)).ShouldBe(known, address);
        }

        ProfileSystems.All.Select(system => CodeSystems.Of(Bytes(system.Address))).ShouldBeUnique();
    }

    [Fact]
    public void Every_address_of_a_code_system_that_the_profile_knows_is_guarded()
    {
        // Identifiers, units and what only tells a claim of ours apart are not codes that a record is read by.
        CodeSystem[] others = [CodeSystem.Npi, CodeSystem.Tin, CodeSystem.Mbi, CodeSystem.OurClaim, CodeSystem.OurCharge, CodeSystem.Ucum, CodeSystem.IdentifierType, CodeSystem.ClaimFrequency];

        CodeSystems.Addresses.Where(known => !others.Contains(known.System) && !ProfileSystems.All.Any(system => system.HasAddress(known.Address))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ccm-activity")]
    [InlineData("ccm-program")]
    [InlineData("ccm-plan")]
    [InlineData("ccm-consent")]
    [InlineData("ccm-stay")]
    public void Our_own_codes_are_those_that_the_package_publishes(string name)
    {
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_terminology, $"CodeSystem-{name}.json")));

        var target = ProfileSystems.Target(name).ShouldNotBeNull();
        target.Address.ShouldBe(published.RootElement.GetProperty("url").GetString());
        target.Codes.ShouldBe(published.RootElement.GetProperty("concept").EnumerateArray().Select(concept => concept.GetProperty("code").GetString()));
    }

    [Fact]
    public void Credentials_and_roles_are_exactly_those_by_which_the_profile_decides()
    {
        ProfileSystems.Target("v2-0360")!.Codes.Append("MA").Order(StringComparer.Ordinal).ShouldBe(Credentials.Known.Order(StringComparer.Ordinal));
        Credentials.Of(CodeSystem.Degree, "MA").ShouldBe(PerformerRole.Unknown, "the Master of Arts is not a target");
        ProfileSystems.Target("practitioner-role")!.Codes.ShouldAllBe(code => Credentials.Of(CodeSystem.PractitionerRole, code) != PerformerRole.Unknown);
        ProfileSystems.All.Single(system => system.Name == "sct").Codes.ShouldAllBe(code => Credentials.Of(CodeSystem.SnomedCt, code) != PerformerRole.Unknown);
    }

    private static readonly string[] Resources =
    [
        Practice.Entry(more: ",\"class\":{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"IMP\"}"),
        Practice.Entry().Replace("care-coordination\"}", "care-coordination\"},{\"code\":\"AB\"},{\"system\":\"urn:a\",\"code\":\"A\"},{\"system\":7,\"code\":\"B\"}", StringComparison.Ordinal),
        """{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"system":"urn:a","code":"A"},{"code":"active"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006"},{"system":"urn:b","code":"B"}]}}""",
        """{"resourceType":"CarePlan","id":"cp","status":"active","intent":"plan","subject":{"reference":"Patient/p1"},"category":[{"coding":[{"code":"AA"},{"code":"assess-plan"}]}]}""",
        """{"resourceType":"Consent","id":"k1","status":"active","patient":{"reference":"Patient/p1"},"category":[{"coding":[{"system":"urn:a|1","code":"A"},{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-consent","code":"ccm"}]}]}""",
        """{"resourceType":"Coverage","id":"v","status":"active","beneficiary":{"reference":"Patient/p1"},"order":1,"type":{"coding":[{"code":"B"},{"system":"https://nahdo.org/sopt","code":"121"}]}}""",
        """{"resourceType":"Practitioner","id":"x","qualification":[{"code":{"coding":[{"system":"urn:b","code":"A"},{"code":"RN"}]}}]}""",
        """{"resourceType":"Procedure","id":"o","status":"completed","subject":{"reference":"Patient/p1"},"performedDateTime":"2026-04-10","code":{"coding":[{"system":"urn:a","code":"B"},{"system":"http://www.ama-assn.org/go/cpt","code":"99214"}]}}""",
    ];

    private static Gen<string?> Of(params string?[] texts) => Gen.Int[0, texts.Length - 1].Select(which => texts[which]);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
