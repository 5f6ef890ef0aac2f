using System.Globalization;
using System.Text;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Configuration.Tests.RulePacks;

/// <summary>Every published figure that we hold, against the tables of the shipped pack.</summary>
public sealed class FeeScheduleTests
{
    private static readonly FeeCatalog Fees = EmbeddedRulePacks.UsMedicareCcm().Fees;

    // code: 2024 from March 9 outside and in a facility, 2025 the same, 2026 the same, and 2026 outside for qualifying participants.
    private const string National = """
        99490  62.58  49.60  60.49  47.87  66.13  43.76  66.46
        99439  47.93  34.62  45.93  32.99  50.44  30.73  50.69
        99487 134.15  89.21 131.65  87.01 144.29  79.16 145.01
        99489  72.23  49.60  70.52  47.23  78.16  43.76  78.55
        99491  84.55  74.56  82.16  72.46  89.18  65.47  89.63
        99437  59.58  49.93  57.58  47.87  63.13  43.76  63.44
        G0506  62.58  43.61  60.81  41.73  66.47  38.41  66.80
        99424  82.55  73.57  80.87  72.13  87.51  64.80  87.95
        99425  59.92  50.60  58.87  49.17  61.46  44.09  61.76
        99426  61.91  48.93  61.78  47.55  67.80  44.09  68.14
        99427  47.27  34.29  50.46  34.29  54.11  31.40  54.38
        G0556      -      -  15.20  11.97  16.37  11.02  16.45
        G0557      -      -  48.84  36.23  53.78  33.73  54.04
        G0558      -      - 107.07  79.90 117.24  72.81 117.82
        G0568      -      -      -      - 161.66  81.83 162.47
        G0569      -      -      -      - 145.96  89.85 146.69
        G0570      -      -      -      -  57.78  38.75  58.07
        99495 206.72 138.48 201.20 134.24 220.11 122.25 221.21
        99496 279.62 188.07 272.68 182.43 298.60 166.34 300.09
        99484  54.92  43.61  53.05  41.40  57.45  38.75  57.74
        99492 153.12  92.87 145.24  90.89 160.32  82.17 161.12
        99493 139.81 101.53 133.59  98.98 144.96  89.51 145.68
        99494  59.25  40.61  55.96  38.82  61.46  36.07  61.76
        99453  19.97  19.97  19.73  19.73  21.71  21.71  21.82
        99454  47.27  47.27  43.02  43.02  52.11  52.11  52.37
        99445      -      -      -      -  52.11  52.11  52.37
        99457  48.93  29.63  47.87  28.79  51.77  26.39  52.03
        99458  39.28  29.63  38.49  28.79  41.42  26.39  41.62
        99470      -      -      -      -  26.05  13.36  26.18
        99091  53.59  53.59  51.75  51.75  55.45  47.43  55.72
        98975  19.97  19.97  19.73  19.73  21.71  21.71  21.82
        98976  47.27  47.27  43.02  43.02  52.11  52.11  52.37
        98977  47.27  47.27  43.02  43.02  51.44  51.44  51.69
        98979      -      -      -      -  26.39  11.36  26.52
        98980  50.60  30.29  50.14  29.44  54.11  25.72  54.38
        98981  39.95  29.96  39.14  28.79  41.42  25.38  41.62
        G0019  80.56  49.60  77.96  47.55  86.17  44.09  86.60
        G0022  50.26  34.62  48.52  33.32  54.11  30.73  54.38
        G0023  80.56  49.60  77.96  47.55  87.18  44.42  87.61
        G0024  50.26  34.62  48.52  33.32  54.44  31.06  54.72
        G0136  18.97   8.99  18.44   8.73  20.04   8.02  20.14
        G0140  80.56  49.60  77.96  47.55  89.18  44.42  89.63
        G0146  50.26  34.62  48.52  33.32  53.44  30.39  53.71
        G0181 104.52 104.52 102.21 102.21 109.89 109.89 110.44
        G0182 104.19 104.19 100.92 100.92 108.55 108.55 109.09
        99483 272.62 191.07 266.21 185.99 292.93 169.68 294.39
        G0402 165.77 129.82 160.76 125.83 174.69 114.23 175.56
        G0438 165.44 165.44 160.44 160.44 174.35 174.35 175.22
        G0439 130.15 130.15 126.47 126.47 137.61 137.61 138.30
        99214 128.16  96.20 125.18  93.80 135.61  84.50 136.28
        """;

    private static readonly (string Day, bool Facility, bool Qualifying)[] Columns =
    [
        ("2024-03-09", false, false), ("2024-12-31", true, false),
        ("2025-01-01", false, false), ("2025-12-31", true, false),
        ("2026-01-01", false, false), ("2026-12-31", true, false), ("2026-07-01", false, true),
    ];

    [Fact]
    public void Every_national_amount_is_reproduced_to_the_cent()
    {
        var read = new StringBuilder();
        foreach (var line in National.Split('\n'))
        {
            read.Append(line[..5]);
            foreach (var (day, facility, qualifying) in Columns)
            {
                var unit = Fees.Amount(new AmountRequest(line[..5], Day(day), facility, Qualifying: qualifying)).Unit;
                read.Append((unit?.ToString(CultureInfo.InvariantCulture) ?? "-").PadLeft(7));
            }

            read.Append('\n');
        }

        read.ToString().TrimEnd('\n').ShouldBe(National);
    }

    [Theory]
    // Until March 8, 2024 another factor was in force.
    [InlineData("99490", "61.56")]
    [InlineData("99439", "47.15")]
    [InlineData("99487", "131.96")]
    [InlineData("99491", "83.17")]
    public void The_first_weeks_of_2024_were_paid_by_their_own_factor(string code, string amount)
    {
        Fees.Amount(new AmountRequest(code, Day("2024-01-01"))).Unit.ShouldBe(Dollars(amount));
        Fees.Amount(new AmountRequest(code, Day("2024-03-08"))).Unit.ShouldBe(Dollars(amount));
        Fees.Amount(new AmountRequest(code, Day("2024-03-09"))).Unit.ShouldNotBe(Dollars(amount));
    }

    [Theory]
    //          locality    99490 outside, in a facility, 99439 outside, 99487 outside
    [InlineData("10112-00", "56.23", "45.27", "42.50", "120.84")]
    [InlineData("02102-01", "77.99", "64.35", "58.51", "164.79")]
    [InlineData("01112-05", "73.24", "55.33", "56.42", "163.34")]
    [InlineData("13202-01", "68.21", "53.50", "51.90", "149.65")]
    [InlineData("09102-04", "64.11", "51.15", "48.47", "139.82")]
    [InlineData("04412-99", "58.92", "47.00", "44.64", "127.58")]
    public void Six_localities_of_2025_are_exact_to_the_cent(string locality, string outside, string inside, string addOn, string complex)
    {
        string Amount(string code, bool facility) => Fees.Amount(new AmountRequest(code, Day("2025-06-30"), facility, locality)).Unit!.Value.ToString(CultureInfo.InvariantCulture);
        (Amount("99490", false), Amount("99490", true), Amount("99439", false), Amount("99487", false)).ShouldBe((outside, inside, addOn, complex));
    }

    [Fact]
    public void The_amounts_of_the_codes_are_those_of_the_tables()
    {
        for (var month = ServiceMonth.Parse("2024-01"); month <= ServiceMonth.Parse("2026-12"); month = month.Next)
        {
            foreach (var code in EmbeddedRulePacks.UsMedicareCcm().InForce(month)!.Codes.Where(code => code.Code != "G0511"))
            {
                for (var day = month.FirstDay; day <= month.LastDay; day = day.AddDays(1))
                {
                    var asked = new AmountRequest(code.Code, day);
                    Fees.Amount(asked).Unit.ShouldBe(code.AmountOn(day, facility: false), $"{code.Code} on {day:O}");
                    if (code.AmountOn(day, facility: true) is { } inFacility)
                        Fees.Amount(asked with { Facility = true }).Unit.ShouldBe(inFacility, $"{code.Code} on {day:O}");
                }
            }
        }
    }

    [Fact]
    public void Days_without_a_table_have_no_amount()
    {
        Fees.Amount(new AmountRequest("99490", Day("2023-12-31"))).Gap.ShouldBe(AmountGap.NoTable);
        Fees.Amount(new AmountRequest("99490", Day("2027-01-01"))).Gap.ShouldBe(AmountGap.NoTable);
        Fees.Amount(new AmountRequest("99490", Day("2026-04-01"), Locality: "10112-00")).Gap.ShouldBe(AmountGap.NoLocalityTable);
        Fees.Amount(new AmountRequest("99214", Day("2025-04-01"), Locality: "10112-00")).Gap.ShouldBe(AmountGap.NoParts);
        Fees.Amount(new AmountRequest("99490", Day("2025-04-01"), Qualifying: true)).Gap.ShouldBe(AmountGap.NoQualifyingFactor);
        Fees.Amount(new AmountRequest("G0568", Day("2025-04-01"))).Gap.ShouldBe(AmountGap.NoCode);
        Fees.LocalitiesOn(Day("2025-12-31"))!.Localities.Count.ShouldBe(109);
    }

    [Fact]
    public void Terms_of_payment_go_by_the_day()
    {
        Fees.TermsOn(Day("2025-12-31")).Deductible.ShouldBe(257m);
        Fees.TermsOn(Day("2026-01-01")).Deductible.ShouldBe(283m);
        Fees.TermsOn(Day("2027-01-01")).Deductible.ShouldBeNull();
        Fees.TermsOn(Day("2023-12-31")).MedicarePercent.ShouldBeNull();
        Fees.TermsOn(Day("2019-01-01")).NonPhysicianPercent.ShouldBe(85);
        Fees.Amount(new AmountRequest("99490", Day("2026-04-01"), NonPhysician: true)).Unit.ShouldBe(56.21m);
        PaymentEstimate.Of(66.13m, 0, Fees.TermsOn(Day("2026-04-01")))!.MedicarePays.ShouldBe(51.84m);
    }

    public static TheoryData<string, string, string, string, string> Mistakes => new()
    {
        { "fees/rvu-2025-01-01.yaml", "from: 2025-01-01", "from: 2025-01-02", "pack.file-name", "fees/rvu-2025-01-02.yaml" },
        { "fees/rvu-2025-01-01.yaml", "through: 2025-12-31", "through: 2024-12-31", "fees.period", "before the first" },
        { "fees/rvu-2025-01-01.yaml", "through: 2025-12-31", "through: 2026-01-01", "fees.period", "never reaches into another year" },
        { "fees/rvu-2025-01-01.yaml", "[cms-pfs-rvu-2025-10]", "[cms-pfs-rvu-2025-11]", "pack.unknown-citation", "Did you mean 'cms-pfs-rvu-2025-10'?" },
        { "fees/rvu-2025-01-01.yaml", "work: 1.00, ", "", "fees.parts", "it has 3 and 0 of them" },
        { "fees/rvu-2025-01-01.yaml", "total_facility: 2.23", "work: 1.00", "fees.parts", "it has 1 and 1 of them" },
        { "fees/rvu-2025-01-01.yaml", "code: \"99424\"", "code: \"99425\"", "pack.duplicate", "99425 stands twice" },
        { "fees/rvu-2025-01-01.yaml", "32.3465", "0.3465", "yaml.value", "use 1 to 999 with at most 4 decimals" },
        { "fees/rvu-2025-01-01.yaml", "32.3465", "32.34651", "yaml.value", "at most 4 decimals" },
        { "fees/rvu-2025-01-01.yaml", "32.3465", "\"32.3465\"", "yaml.wrong-type", "has to be a number without quotes" },
        { "fees/gpci-2025-01-01.yaml", "02102-01", "10112-00", "pack.duplicate", "the locality 10112-00 stands twice" },
        { "fees/gpci-2025-01-01.yaml", "02102-01", "2102-1", "yaml.value", "carrier and locality" },
        { "fees/gpci-2025-01-01.yaml", "0.869", "-0.869", "yaml.value", "use 0.1 to 9.999" },
        { "fees/payment.yaml", "value: 85", "value: 185", "yaml.value", "use 0 to 100" },
        { "fees/payment.yaml", "2026-12-31", "2026-12-30", "pack.stale", "Check the values again" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_a_table_names_file_and_line(string file, string piece, string replacement, string code, string words)
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm");
        var text = Encoding.UTF8.GetString(files[file]);
        var at = text.IndexOf(piece, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        files[file] = Encoding.UTF8.GetBytes(text.Remove(at, piece.Length).Insert(at, replacement));
        var problem = Should.Throw<ConfigurationException>(() => RulePackReader.Read(files)).Problems.ShouldHaveSingleItem();
        (problem.File, problem.Code).ShouldBe((file, code));
        problem.Message.ShouldContain(words);
    }

    [Fact]
    public void A_pack_without_tables_is_read_and_prices_nothing_by_locality()
    {
        var files = EmbeddedRulePacks.Files("us-medicare-ccm").Where(file => !file.Key.StartsWith("fees/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var pack = RulePackReader.Read(files);
        pack.Fees.Tables.ShouldBeEmpty();
        pack.InForce(ServiceMonth.Parse("2026-04"))!.Fees.TermsOn(Day("2026-04-01")).NonPhysicianPercent.ShouldBeNull();
        files["fees/gpsi-2025-01-01.yaml"] = "from: 2025-01-01\n"u8.ToArray();
        Should.Throw<ConfigurationException>(() => RulePackReader.Read(files)).Problems.ShouldHaveSingleItem().Code.ShouldBe("pack.unknown-file");
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Dollars(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
