using System.Globalization;
using System.Text;
using CcmFhirBridge.Configuration.PublicLists;
using CcmFhirBridge.Configuration.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.PublicLists;

/// <summary>Small lists of our own in the columns of the published ones.</summary>
internal static class Published
{
    public const string Factor = "34.1000";

    public const string FeeHeader = "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT";

    public const string PairHeader = "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n";

    public const string UnlikelyHeader = "\"CPT only copyright AMA.\nAll rights reserved.\",,,\n\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n";

    public static RulePack Pack { get; } = EmbeddedRulePacks.UsMedicareCcm();

    private static readonly string[] Codes = ["99437", "99439", "99487", "99489", "99490", "99491", "G0506"];

    public static PublicFile File(string name, string text) => PublicFile.Of(name, Encoding.UTF8.GetBytes(text));

    public static string FeeTitle(string release) => $",,{release} National Physician Fee Schedule Relative Value File{new string(',', 29)}\n{new string(',', 31)}\n,,RELEASED 09/30{new string(',', 29)}\n";

    public static string FeeRow(string code, string factor = Factor, string modifier = "", string status = "A", string total = "1.30") =>
        $"{code},{modifier},,{status},,1.00,0.25,,0.15,,0.05,{total},1.20,0,ZZZ,0.00,0.00,0.00,0,0,0,0,0,9,,{factor},09,0,99,0.00,0.00,0.00\n";

    public static string Fees(string title, string factor = Factor) => title + FeeHeader + "\n" + FeeRow("00100", factor, status: "J") + string.Concat(Codes.Select(code => FeeRow(code, factor)));

    /// <summary>Every locality that is known, with the work index raised by 0.001.</summary>
    public static string Localities(int year, bool bothFloors = false, int most = int.MaxValue)
    {
        var text = new StringBuilder("ADDENDUM E. COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,\n");
        text.Append(CultureInfo.InvariantCulture, $"Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,{(bothFloors ? $"{year} PW GPCI (without 1.0 Floor)," : "")}{year} PW GPCI (with 1.0 Floor)***,{year} PE GPCI,{year} MP GPCI\n");
        foreach (var locality in Pack.Fees.LocalityTables[0].Localities.Values.OrderBy(locality => locality.Id).Take(most))
            text.Append(CultureInfo.InvariantCulture, $"{int.Parse(locality.Id[..5], CultureInfo.InvariantCulture)},{locality.State},{int.Parse(locality.Id[6..], CultureInfo.InvariantCulture)},\"{locality.Name}\",{(bothFloors ? "0.900," : "")}{locality.Indices.Work + 0.001m},{locality.Indices.PracticeExpense},{locality.Indices.Malpractice}\n");
        return text.Append("*Work GPCI reflects a floor.,,,,,,\n").ToString();
    }

    public static string Unlikely(string addOn = "3") => UnlikelyHeader + string.Concat(Codes.Select(code => $"{code},{(code == "99439" ? addOn : "1")},3 Date of Service Edit: Clinical,Clinical: Data\n"));

    public static string Pairs(params string[] rows) => "CPT only copyright AMA.\n" + PairHeader + string.Concat(rows.Select(row => row.Replace(' ', '\t') + "\treason\n"))
        + string.Concat(Codes.Select(code => $"{code}\t00100\t\t20130101\t*\t1\treason\n"));

    public static string AddOns(string row = "99439,99490,2021-01-01,") => $"add_on,primary,effective_date,end_date\n{row}\n99437,99491,2022-01-01,\n99489,99487,2013-04-01,\nG0506,99214,2017-01-01,\n";
}
