using System.Text;
using CcmFhirBridge.Configuration.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.RulePacks;

/// <summary>One bad fixture a kind of mistake: the good pack with one piece of one file changed.</summary>
public sealed class RulePackReaderTests
{
    private const string StaffCode = "codes/99490.yaml";

    public static TheoryData<string, string, string, string, string> Mistakes => new()
    {
        { StaffCode, "label:", "lable:", "yaml.unknown-key", "unknown key 'lable'. Did you mean 'label'?" },
        { StaffCode, "role: base\n", "role: base\nrole: base\n", "yaml.duplicate-key", "'role' is already set on line 4" },
        { StaffCode, "counts_minutes_of: clinical-staff\n", "", "yaml.missing-key", "'counts_minutes_of' is missing" },
        { StaffCode, "value: 20", "value: twenty", "yaml.wrong-type", "whole number" },
        { StaffCode, "2015-01-01", "2015-02-30", "yaml.value", "there is no such day" },
        { StaffCode, "2022-01-01: { value: 64.02", "2018-01-01: { value: 64.02", "pack.unsorted", "'amount_non_facility' has 2018-01-01 after 2021-01-01" },
        { StaffCode, "2022-01-01: { value: 64.02", "2021-01-01: { value: 64.02", "yaml.duplicate-key", "'2021-01-01' is already set" },
        { StaffCode, ", source: [cms-pfs-rvu-2025-10] }", " }", "yaml.missing-key", "source' is missing" },
        { StaffCode, "source: [cms-pfs-rvu-2025-10]", "source: []", "pack.no-source", "'amount_non_facility' names no source" },
        { StaffCode, "source: [cms-pfs-rvu-2025-10]", "source: [cms-pfs-rvu-2025-11]", "pack.unknown-citation", "Did you mean 'cms-pfs-rvu-2025-10'?" },
        { StaffCode, "verified_through: 2026-12-31", "verified_through: 2026-11-30", "pack.stale", "the pack answers until 2026-12-31" },
        { StaffCode, "role: base\n", "role: base\nbase: \"99487\"\n", "pack.base", "is no add-on and has no base itself" },
        { StaffCode, "code: \"99490\"", "code: \"99487\"", "pack.file-name", "codes/99487.yaml" },
        { StaffCode, "41.17", "41.175", "yaml.value", "at most two decimals" },
        { "codes/99439.yaml", "base: \"99490\"", "base: \"G0506\"", "pack.no-base", "needs 'base:' with a base code of this pack" },
        { "codes/99439.yaml", "base: \"99490\"", "base: \"99487\"", "pack.base-differs", "99439 and its base 99487 do not count" },
        { "codes/99439.yaml", "value: 40", "value: 45", "pack.floor", "does not begin where 99490 and one block" },
        { "codes/99491.yaml", "2026-01-01: { value: 89.18", "2018-01-01: { value: 89.18", "pack.in-force", "a day on which 99491 is not in force" },
        { "codes/G0511.yaml", "2025-01-01: { value: 54.67", "2025-10-01: { value: 54.67", "pack.in-force", "a day on which G0511 is not in force" },
        { "codes/99439.yaml", "label:", "# file: pack.yaml\nlabel:", "pack.reserved", "Word the comment differently" },
        { "codes/99439.yaml", "through: 2026-12-31\n", "through: 2026-12-31", "pack.last-line", "End it with a line break" },
        { "codes/G2058.yaml", "through: 2020-12-31", "through: 2019-12-31", "pack.in-force", "ends on 2019-12-31, before it begins on 2020-01-01" },
        { "codes/G2058.yaml", "in_force: { from: 2020-01-01", "in_force: { from: 2019-01-01", "pack.not-in-force", "'minutes_required' has no value on that day" },
        { "codes/G2058.yaml", "source: [cms-pfs-rvu, cms-pfs-final-2020] }\nminutes", "source: [] }\nminutes", "pack.no-source", "'in_force' names no source" },
        { "codes/99487.yaml", "minutes_per_unit:\n  unit: minute\n  values:\n    2017-01-01: { value: 60, source: [cms-pfs-rvu, cms-ccm-fact-sheet-2016] }\n", "", "pack.not-in-force", "'minutes_per_unit' has no value on that day" },
        { "codes/99487.yaml", "counts_minutes_of: clinical-staff", "counts_minutes_of: practitioner", "pack.decision-making", "Remove one of the two" },
        { "codes/G0506.yaml", "units_per_month_max:", "minutes_required:\n  values:\n    2017-01-01: { value: 20, source: [cms-pfs-rvu] }\nunits_per_month_max:", "pack.minutes", "counts no time. Remove 'minutes_required:'" },
        { "codes/G0506.yaml", "role: visit-add-on", "role: visit-addon", "yaml.value", "Did you mean 'visit-add-on'?" },
        { "pack.yaml", "[G0511, \"99437\"", "[G0512, \"99437\"", "pack.unknown-code", "names G0512, which has no file in codes/" },
        { "codes/99439.yaml", "base: \"99490\"\n", "", "pack.no-base", "never reported alone" },
        { "pack.yaml", "first_month: 2018-01", "first_month: 2016-12", "pack.not-in-force", "'initiating_visit_years' has no value in force in 2016-12" },
        { "pack.yaml", "99347-99350", "99350-99347", "yaml.value", "not a range from a lower to a higher code" },
        { "citations.yaml", "id: cms-pfs-cf,", "id: cms-pfs-rvu,", "pack.duplicate", "the citation 'cms-pfs-rvu' is defined twice" },
        { "other-services/tcm.yaml", "default: allow", "default: forbid", "yaml.value", "Use one of: allow, warn, hold, block." },
        { "other-services/tcm.yaml", "key: \"tcm\"", "key: \"rpm\"", "pack.file-name", "other-services/rpm.yaml" },
        { "conditions/endocrine.yaml", "[E78]", "[E78, I50]", "pack.overlap", "I50 of 'hyperlipidemia' overlaps I50 of 'heart-failure' in conditions/circulatory.yaml" },
        { "conditions/endocrine.yaml", "[E78]", "[E78, I50.2]", "pack.overlap", "I50.2 of 'hyperlipidemia' overlaps I50 of 'heart-failure'" },
        { "conditions/circulatory.yaml", "[I50]", "[I50, I10-I12]", "pack.overlap", "overlaps I10 of 'hypertension'" },
        { "conditions/circulatory.yaml", "group: heart-failure", "group: hypertension", "pack.duplicate", "the group 'hypertension' is already defined" },
        { "conditions/circulatory.yaml", "\"59621000\"", "\"38341003\"", "pack.duplicate", "SNOMED CT 38341003 is mapped twice" },
        { "conditions/circulatory.yaml", "icd10cm: I42.9", "icd10cm: I42", "pack.snomed-target", "which is a heading" },
        { "conditions/circulatory.yaml", "icd10cm: I42.9", "icd10cm: Q99.9", "pack.snomed-target", "which no group and no not_chronic row knows" },
        { "conditions/circulatory.yaml", "bridge-map", "our-map", "pack.unknown-citation", "'our-map', which citations.yaml does not have" },
        { "conditions/circulatory.yaml", "2026-12-31", "2025-12-31", "pack.stale", "Check the values again" },
    };

    [Fact]
    public void A_pack_that_was_kept_is_the_same_pack_again()
    {
        var pack = EmbeddedRulePacks.UsMedicareCcm();
        var again = RulePackReader.ReadKept(pack.Content.AsMemory());
        again.Version.ShouldBe(pack.Version);
        again.Content.ShouldBe(pack.Content);
        var month = new Domain.Periods.ServiceMonth(2026, 4);
        again.InForce(month)!.Codes.SelectMany(code => code.Reads).Select(read => $"{read.Parameter} {read.Value}")
            .ShouldBe(pack.InForce(month)!.Codes.SelectMany(code => code.Reads).Select(read => $"{read.Parameter} {read.Value}"));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_a_pack_names_file_and_line(string file, string piece, string replacement, string code, string words)
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm");
        var text = Encoding.UTF8.GetString(files[file]);
        text.ShouldContain(piece);
        var at = text.IndexOf(piece, StringComparison.Ordinal);
        files[file] = Encoding.UTF8.GetBytes(text.Remove(at, piece.Length).Insert(at, replacement));

        var problems = Should.Throw<ConfigurationException>(() => RulePackReader.Read(files)).Problems;

        var problem = problems.FirstOrDefault(found => found.Code == code && found.Message.Contains(words, StringComparison.Ordinal)).ShouldNotBeNull(string.Join('\n', problems));
        problem.File.ShouldBe(file);
        problem.Line.ShouldBeInRange(1, text.Split('\n').Length + 1);
    }

    [Fact]
    public void A_pack_without_its_main_file_is_refused()
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm");
        files.Remove("pack.yaml");

        Should.Throw<ConfigurationException>(() => RulePackReader.Read(files)).Problems.ShouldHaveSingleItem().Code.ShouldBe("pack.missing-file");
    }

    [Fact]
    public void A_file_that_is_no_part_of_a_pack_is_refused()
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm");
        files["notes.yaml"] = "a: 1"u8.ToArray();

        var problem = Should.Throw<ConfigurationException>(() => RulePackReader.Read(files)).Problems.ShouldHaveSingleItem();

        (problem.File, problem.Code).ShouldBe(("notes.yaml", "pack.unknown-file"));
    }

    [Fact]
    public void Any_changed_byte_is_another_version()
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm");
        files[StaffCode] = [.. files[StaffCode], .. "# looked at again\n"u8];

        RulePackReader.Read(files).Version.ShouldNotBe(EmbeddedRulePacks.UsMedicareCcm().Version);
    }
}
