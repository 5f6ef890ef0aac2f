namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Whose rules a coverage follows, the one that decides first.</summary>
internal enum PayerClass
{
    /// <summary>Medicare Advantage: wins over fee-for-service.</summary>
    Advantage,

    /// <summary>Medicare fee-for-service.</summary>
    PartB,

    /// <summary>Medicare, but which part cannot be told.</summary>
    UnclearMedicare,

    /// <summary>A coverage whose type is not known.</summary>
    Unknown,

    /// <summary>Commercial insurance.</summary>
    Commercial,

    /// <summary>Known, and neither Medicare nor commercial.</summary>
    Other,
}

/// <summary>Source of Payment Typology codes as the default input profile reads them (DESIGN §4).</summary>
internal static class SourceOfPayment
{
    public static PayerClass Classify(string? code) => code switch
    {
        null or "" => PayerClass.Unknown,
        "121" => PayerClass.PartB,
        "11" => PayerClass.Advantage,
        ['1', '1', >= '1' and <= '9'] => PayerClass.Advantage,
        ['1', ..] => PayerClass.UnclearMedicare,
        ['5' or '6' or '7', ..] => PayerClass.Commercial,
        ['2' or '3' or '4' or '8', ..] => PayerClass.Other,
        _ => PayerClass.Unknown,
    };

    public static string? Name(PayerClass? payer) => payer switch
    {
        PayerClass.PartB => "medicare-part-b",
        PayerClass.Advantage => "medicare-advantage",
        PayerClass.UnclearMedicare => "medicare",
        PayerClass.Commercial => "commercial",
        PayerClass.Other => "other",
        _ => null,
    };
}
