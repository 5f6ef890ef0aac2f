namespace CcmFhirBridge.Simulator.Practices;

/// <summary>A condition that a generated patient can have.</summary>
/// <param name="Icd">ICD-10-CM code, billable.</param>
/// <param name="Snomed">SNOMED CT code.</param>
/// <param name="Label">Our own short label.</param>
internal sealed record Ailment(string Icd, string Snomed, string Label)
{
    public static readonly Ailment Diabetes = new("E11.9", "44054006", "Type 2 diabetes");
    public static readonly Ailment DiabeticKidney = new("E11.22", "127013003", "Diabetes with kidney complication");
    public static readonly Ailment Hypertension = new("I10", "38341003", "High blood pressure");

    /// <summary>Every patient has two or more of these, each a group of its own.</summary>
    public static readonly Ailment[] Core =
    [
        Diabetes,
        Hypertension,
        new("N18.31", "433144002", "Chronic kidney disease, stage 3"),
        new("I50.22", "88805009", "Chronic heart failure"),
        new("J44.9", "13645005", "COPD"),
    ];

    public static readonly Ailment[] Further =
    [
        new("E78.5", "55822004", "High blood lipids"),
        new("I48.91", "49436004", "Atrial fibrillation"),
        new("I25.10", "53741008", "Coronary disease"),
        new("M19.90", "396275006", "Osteoarthritis"),
        new("E03.9", "40930008", "Low thyroid function"),
        new("M81.0", "64859006", "Osteoporosis"),
        new("F33.1", "370143000", "Recurrent depression"),
    ];
}

/// <summary>How a chart writes one of its conditions.</summary>
/// <param name="Ailment">Which.</param>
/// <param name="WithIcd">It carries the ICD-10-CM code.</param>
/// <param name="WithSnomed">It carries the SNOMED CT code.</param>
/// <param name="Verification">Verification status.</param>
internal sealed record Problem(Ailment Ailment, bool WithIcd, bool WithSnomed, string Verification = "confirmed");
