using System.Globalization;
using System.Text;
using CcmFhirBridge.Configuration.PublicLists;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.PublicLists;

public sealed class ListReaderTests
{
    private static RulePack With(params ImportedList[] lists)
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm");
        foreach (var list in lists)
            files[list.Name] = list.Content;
        return RulePackReader.Read(files);
    }

    private static ImportedList Fees(string text, string name = "PPRRVU2026_Oct_nonQPP.csv", DateOnly? from = null, bool qualifying = false, RulePack? pack = null) =>
        ListReader.FeeSchedule(Published.File(name, text), pack ?? Published.Pack, from, qualifying);

    private static ImportedList Edit(string name, string text, DateOnly? from = null) => ListReader.Edits([Published.File(name, text)], Published.Pack, from).ShouldHaveSingleItem();

    [Fact]
    public void A_relative_value_file_prices_from_its_quarter_on_and_not_before()
    {
        var list = Fees(Published.Fees(Published.FeeTitle("2026").Replace("File,", "File October Release,", StringComparison.Ordinal)));
        (list.Kind, list.Name, list.From, list.Rows, list.Kept).ShouldBe((ListKind.RelativeValues, "fees/rvu-2026-10-01.yaml", Day("2026-10-01"), 8, 7));
        var pack = With(list);
        pack.Fees.Amount(new AmountRequest("99490", Day("2026-10-01"))).Unit.ShouldBe(44.33m);
        pack.Fees.Amount(new AmountRequest("99490", Day("2026-12-31"), Facility: true)).Unit.ShouldBe(40.92m);
        pack.Fees.Amount(new AmountRequest("99490", Day("2026-09-30"))).Unit.ShouldBe(66.13m);
        pack.Fees.Amount(new AmountRequest("99490", Day("2026-10-01"), Qualifying: true)).Gap.ShouldBe(AmountGap.NoQualifyingFactor);
        pack.Fees.Amount(new AmountRequest("00100", Day("2026-10-01"))).Gap.ShouldBe(AmountGap.NoCode);
        pack.InForce(new ServiceMonth(2026, 10))!.Citations.Values.ShouldContain(citation => citation.Id == "import-rvu-2026-10-01" && citation.Title.Contains("PPRRVU2026_Oct_nonQPP.csv", StringComparison.Ordinal));
    }

    [Fact]
    public void The_factor_of_qualifying_participants_is_added_to_the_quarter_that_is_loaded()
    {
        var others = Fees(Published.Fees(""), from: Day("2026-10-01"));
        var qualifying = Fees(Published.Fees("", "35.0000"), "PPRRVU2026_Oct_QPP.csv", Day("2026-10-01"), qualifying: true, With(others));
        var pack = With(qualifying);
        pack.Fees.Amount(new AmountRequest("99490", Day("2026-10-01"), Qualifying: true)).Unit.ShouldBe(45.50m);
        pack.Fees.Amount(new AmountRequest("99490", Day("2026-10-01"))).Unit.ShouldBe(44.33m);
        // A file with the same factor keeps what is known of the other.
        With(Fees(Published.Fees("", "33.4009"), from: Day("2026-10-01"))).Fees.TableOn(Day("2026-10-01"))!.QualifyingConversionFactor.ShouldBe(33.5675m);
        Refused(() => Fees(Published.Fees("", "35.0000"), from: Day("2026-10-01"), qualifying: true), "list.quarter", "Import the file for everybody else first");
        Refused(() => Fees(Published.Fees("", "35.0000").Replace("99490,,,A,,1.00,0.25,,0.15,,0.05,1.30,1.20", "99490,,,A,,1.01,0.25,,0.15,,0.05,1.31,1.21", StringComparison.Ordinal), from: Day("2026-10-01"), qualifying: true, pack: With(others)), "list.row", "Import both files of one release");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gpci_file_prices_every_locality_of_its_year(bool bothFloors)
    {
        var list = ListReader.FeeSchedule(Published.File("GPCI2026.csv", Published.Localities(2026, bothFloors)), Published.Pack, null, false);
        (list.Kind, list.Name, list.Kept).ShouldBe((ListKind.Localities, "fees/gpci-2026-01-01.yaml", 109));
        With(list).Fees.Amount(new AmountRequest("99490", Day("2026-04-01"), Locality: "02102-01")).Unit
            .ShouldBe(Money.Round(((1.00m * 1.501m) + (0.91m * 1.081m) + (0.07m * 0.592m)) * 33.4009m));
        var changes = ListChange.Between(list, Published.Pack, With(list));
        changes.Length.ShouldBe(109);
        changes[0].ShouldBe(new ListChange("01112-05", null, "CA SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY): 1.089, 1.419, 0.445"));
    }

    [Fact]
    public void Limits_of_units_hold_from_their_day_on()
    {
        var list = Edit("MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", Published.Unlikely());
        (list.Name, list.From, list.Kept).ShouldBe(("edits/mue-2026-10-01.yaml", Day("2026-10-01"), 7));
        var pack = With(list);
        int? Most(string month) => pack.InForce(ServiceMonth.Parse(month))!.Find("99439")!.MedicallyUnlikelyUnits;
        (Most("2026-09"), Most("2026-10"), Most("2026-12")).ShouldBe((2, 3, 3));
        ListChange.Between(list, Published.Pack, pack).ShouldBe([new("99437", "2", "1"), new("99439", "2", "3"), new("99489", "10", "1")]);
    }

    [Fact]
    public void Pairs_are_kept_with_the_days_on_which_they_hold()
    {
        var list = Edit("ccipra-v323r0-f1.txt", Published.Pairs("99490 99426  20220101 * 0", "99490 99484  20180101 20191231 1", "99491 99426  20220101 20220101 9", "12345 54321  20220101 * 0"));
        (list.Name, list.From, list.Rows, list.Kept).ShouldBe(("edits/ptp.yaml", Day("2026-10-01"), 11, 9));
        var edits = With(list).Edits;
        edits.Between("99426", "99490", Day("2026-04-01")).ShouldBe(new PairEdit("99490", "99426", Day("2022-01-01"), null, ByModifier: false));
        edits.Between("99490", "99426", Day("2021-12-31")).ShouldBeNull();
        edits.Between("99490", "99484", Day("2019-12-31"))!.ByModifier.ShouldBeTrue();
        edits.Between("99490", "99484", Day("2020-01-01")).ShouldBeNull();
        edits.Between("99491", "99426", Day("2022-01-01")).ShouldBeNull();
        edits.Between("12345", "54321", Day("2026-04-01")).ShouldBeNull();
        ListChange.Between(list, Published.Pack, With(list)).ShouldContain(new ListChange("99490 with 99484", null, "with a modifier from 2018-01-01 through 2019-12-31"));
    }

    [Fact]
    public void An_extract_of_pairs_names_each_side_and_holds_from_its_quarter_on()
    {
        var text = new StringBuilder("hcpcs_code,role,complement,deleted,mod_indicator,rationale\n90951,Component,99490,9999-12-31,0,x\n99490,Comprehensive,90951,9999-12-31,0,x\n90951,Comprehensive,99437,2019-12-31,0,x\n");
        foreach (var code in new[] { "99437", "99439", "99487", "99489", "99491" })
            text.Append(CultureInfo.InvariantCulture, $"{code},Comprehensive,99426,9999-12-31,1,x\n");
        var list = Edit("extract.csv", text.ToString(), Day("2026-07-01"));
        list.Kept.ShouldBe(6);
        With(list).Edits.Between("90951", "99490", Day("2026-07-01")).ShouldBe(new PairEdit("99490", "90951", Day("2026-07-01"), null, false));
        With(list).Edits.Between("90951", "99490", Day("2026-06-30")).ShouldBeNull();
    }

    [Fact]
    public void Add_ons_go_with_their_codes()
    {
        var list = Edit("AOC_V2026Q4-MCR.txt", Published.AddOns());
        (list.Name, list.From, list.Kept).ShouldBe(("edits/aoc.yaml", Day("2026-10-01"), 4));
        var edits = With(list).Edits;
        (edits.Stands("99439", "99490", Day("2026-04-01")), edits.Stands("99439", "99490", Day("2020-12-31")), edits.Stands("99439", "99487", Day("2026-04-01")), edits.Stands("99427", "99426", Day("2026-04-01")))
            .ShouldBe((true, false, false, null));
        var published = "AOC notice\nAOC_Edit_Type\tAdd-On_Code\tAOC_DelDT\tPrimary_Code\tPrimary_Code_DelDT\tAOC_Edit_EffDT\tAOC_Edit_DelDT\tSpecial_Instruction_Notes\n"
            + "1\t99439\t\t99490\t\t2021001\t2026365\t\n1\t99437\t\t99491\t\t2022001\t\t\n1\t99489\t\t99487\t\t2013091\t\t\n2\tG0506\t\tCCCCC\t\t2017001\t\tContractor Defined\n";
        With(Edit("AOC_V2026Q4-MCR.txt", published)).Edits.AddOns.OrderBy(edit => edit.AddOn).Select(edit => $"{edit.AddOn} {edit.Primary} {edit.From:yyyy-MM-dd} {edit.Through:yyyy-MM-dd}")
            .ShouldBe(["99437 99491 2022-01-01 ", "99439 99490 2021-01-01 2026-12-31", "99489 99487 2013-04-01 "]);
    }

    [Fact]
    public void Lists_say_what_is_chronic_and_a_condition_stays_in_one_group_of_its_own_category()
    {
        var indicator = ListReader.ChronicConditions(Published.File("CCIR_v2026-1.csv", "title,,\nnote,,\n'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','CHRONIC INDICATOR'\n'E1122','x','1'\n'E1165','x','0'\n'Q909','x','1'\n'Q913','x','1'\n'T1490','x','0'\n'Q999','x','9'\n'R7303','x','1'\n"), null);
        var warehouse = ListReader.ChronicConditions(Published.File("cms-ccw-chronic-conditions-2022.csv",
            "condition_id,condition,condition_column_name,chronic_condition_type,condition_category,additional_logic,claims_qualification,inclusion_type,code_system,code\n"
            + "1,Some Syndrome,x,Common,x,None,x,Include,ICD-10-CM,Q999\n1,Some Syndrome,x,Common,x,None,x,Include,ICD-10-CM,T1490\n1,Some Syndrome,x,Common,x,None,x,Include,ICD-10-CM,Q996\n2,\"Pneumonia, All-cause\",x,Common,x,None,x,Include,ICD-10-CM,Q998\n3,Other,x,Common,x,None,x,Include,NDC,12345\n3,Other,x,Common,x,None,x,Exclude,ICD-10-CM,Q997\n"), null);
        (indicator.Kept, warehouse.Kept, warehouse.From).ShouldBe((7, 3, Day("2022-01-01")));
        var pack = With(indicator, warehouse);
        string Of(string code) => pack.Conditions.Classify([new ConditionCoding(ConditionCodeSystem.Icd10Cm, code)]) is var found ? $"{found.Chronicity} {found.Group}" : "";
        Of("E11.22").ShouldBe("Chronic diabetes");
        Of("E11.65").ShouldBe("NotChronic ");
        Of("E11.9").ShouldBe("Chronic diabetes");
        Of("Q90.9").ShouldBe("Chronic icd-q90");
        Of("Q91.3").ShouldBe("Chronic icd-q91");
        Of("Q99.9").ShouldBe("Chronic icd-q99");
        Of("T14.90").ShouldBe("NotChronic ");
        Of("Q99.8").ShouldBe("Unmapped ");
        Of("Q99.6").ShouldBe("Unmapped ");
        Of("Q99.7").ShouldBe("Unmapped ");
        Of("R73.03").ShouldBe("NotChronic ");
        // Without the indicator the warehouse, which names acute forms too, decides nothing.
        ListChange.Between(warehouse, Published.Pack, With(warehouse)).ShouldBeEmpty();
        ListChange.Between(indicator, Published.Pack, With(indicator)).ShouldBe([
            new("E11.65", "chronic, group diabetes", "not chronic"), new("Q90.9", "unknown", "chronic, group icd-q90"),
            new("Q91.3", "unknown", "chronic, group icd-q91"),
        ]);
    }

    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "PPRRVU2026_Oct.csv", Published.Fees(""), "list.quarter", "Name the first day of the quarter with --from" },
        { "PPRRVU2026_Oct.csv", Published.Fees("").Replace("MOD,", "MODIFIER,", StringComparison.Ordinal), "list.header", "column 2 of the relative value file is 'MODIFIER', not 'MOD'" },
        { "PPRRVU2026_Oct.csv", "Date,Amount\n2026-01-01,1\n", "list.header", "this is no relative value file" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026"))[..^1], "list.truncated", "the last line does not end" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026"))[..^40] + "\n", "list.row", "the file was cut off or changed" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026")).Replace(Published.FeeRow("99491"), "", StringComparison.Ordinal), "list.truncated", "no payable row of 99491" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026")) + Published.FeeRow("99491"), "list.row", "99491 stands twice" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026")) + Published.FeeRow("99492", "1.0000"), "list.row", "the conversion factor is 1.0000 here" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026")) + Published.FeeRow("99424", total: "9.99"), "list.row", "the parts of 99424 do not add up" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026")).Replace(",0.25,", ",?,", StringComparison.Ordinal), "list.row", "'?' under 'PE RVU' is no number" },
        { "PPRRVU2026_Oct.csv", Published.Fees(Published.FeeTitle("2026")) + "\"open,\n", "list.truncated", "a quoted cell that begins here never ends" },
        { "PPRRVU2026_Oct.csv", "", "list.truncated", "the file is empty" },
        { "PPRRVU2026_Oct.csv.gz", "\u001f\u008b\u0008", "list.compressed", "Unpack it" },
        { "rvu26d.zip", "PK\u0003\u0004", "list.compressed", "Unpack it" },
        { "PPRRVU2026_Oct.csv", "a\0b\n", "list.unreadable", "the file is no text" },
        { "GPCI2026.csv", Published.Localities(2026, most: 90), "list.truncated", "the file has 90 localities, and 109 are known" },
        { "GPCI2026.csv", Published.Localities(2026).Replace("State,", "St,", StringComparison.Ordinal), "list.header", "column 2 of the GPCI file is 'St', not 'State'" },
        { "GPCI2026.csv", Published.Localities(2026).Replace("1.501", "15.01", StringComparison.Ordinal), "list.row", "is no cost index" },
        { "GPCI2026.csv", Published.Localities(2026).Replace("2102,AK,1,", "2102,AK,one,", StringComparison.Ordinal), "list.row", "'one' is no number of a carrier or locality" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_fee_schedule_that_is_not_what_it_should_be_is_refused(string name, string text, string code, string words) =>
        Refused(() => ListReader.FeeSchedule(PublicFile.Of(name, Encoding.Latin1.GetBytes(text)), Published.Pack, null, false), code, words);

    public static TheoryData<string, string, string?, string, string> Others => new()
    {
        { "ccipra-v323r0-f1.txt", Published.Pairs(), "2026-07-01", "list.quarter", "the file was published for 2026-10-01, and --from says 2026-07-01" },
        { "pairs.txt", Published.Pairs(), "2026-10-02", "list.quarter", "2026-10-02 begins no quarter" },
        { "ccipra-v323r0-f1.txt", Published.Pairs("99490 99426  20220101 * 3"), null, "list.row", "'3' is no modifier indicator" },
        { "ccipra-v323r0-f1.txt", Published.Pairs("99490 99426  2022-01-01 * 0"), null, "list.row", "'2022-01-01' is no day" },
        { "ccipra-v323r0-f1.txt", Published.Pairs("99490 9942  20220101 * 0"), null, "list.row", "'9942' is no code of five characters" },
        { "ccipra-v323r0-f1.txt", Published.Pairs().Replace("99491\t00100", "99492\t00100", StringComparison.Ordinal), null, "list.truncated", "says nothing of 99491" },
        { "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", Published.Unlikely().Replace("G0506,1", "G0507,1", StringComparison.Ordinal), null, "list.truncated", "says nothing of G0506" },
        { "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", Published.Unlikely("many"), null, "list.row", "'many' under 'Practitioner Services MUE Values' is no number" },
        { "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", Published.Unlikely().Replace("MUE Rationale", "Reason", StringComparison.Ordinal), null, "list.header", "column 4 of the MUE file is 'Reason', not 'MUE Rationale'" },
        { "aoc.csv", Published.AddOns("99439,99490,2021,"), "2026-10-01", "list.row", "'2021' is no day" },
        { "aoc.csv", Published.AddOns("99425,99424,2021-01-01,"), "2026-10-01", "list.truncated", "says nothing of 99439" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Edits_that_are_not_what_they_should_be_are_refused(string name, string text, string? from, string code, string words) =>
        Refused(() => Edit(name, text, from is null ? null : Day(from)), code, words);

    [Theory]
    [InlineData("CCIR_v2026-1.csv", "icd10cm,chronic_indicator\nE1122,1\nE1165,2\n", "list.row", "is no indicator")]
    [InlineData("CCIR_v2026-1.csv", "icd10cm,chronic_indicator\nE1122,1\nhello,0\n", "list.row", "'hello' is no ICD-10-CM code")]
    [InlineData("CCIR_v2026-1.csv", "icd10cm,chronic_indicator\nE1122,1\n", "list.truncated", "no chronic or no other condition")]
    [InlineData("CCIR_v2026-1.csv", "icd10cm,chronic_indicator\nE1122,1\nE1122,0\n", "list.row", "E1122 stands twice")]
    [InlineData("ccir.csv", "icd10cm,chronic_indicator\nE1122,1\nE1165,0\n", "list.quarter", "Name the first day of the quarter with --from")]
    [InlineData("CCIR_v2026-1.csv", "icd10cm,indicator\nE1122,1\n", "list.header", "this is no CCIR file")]
    public void Lists_of_conditions_that_are_not_what_they_should_be_are_refused(string name, string text, string code, string words) =>
        Refused(() => ListReader.ChronicConditions(Published.File(name, text), null), code, words);

    [Fact]
    public void Parts_of_different_quarters_are_not_put_together() =>
        Refused(() => ListReader.Edits([Published.File("ccipra-v323r0-f1.txt", Published.Pairs()), Published.File("ccipra-v322r0-f2.txt", Published.Pairs())], Published.Pack, null), "list.quarter", "Name all parts of one quarter");

    private static void Refused(Func<object> read, string code, string words)
    {
        var problem = Should.Throw<ConfigurationException>(() => { _ = read(); }).Problems.ShouldHaveSingleItem();
        problem.Line.ShouldBeGreaterThan(0);
        problem.Code.ShouldBe(code);
        problem.Message.ShouldContain(words);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
