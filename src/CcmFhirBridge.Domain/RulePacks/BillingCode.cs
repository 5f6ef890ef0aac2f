namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>Whether a code stands alone.</summary>
public enum CodeRole
{
    /// <summary>Stands alone.</summary>
    Base,

    /// <summary>Only reported with its base code.</summary>
    AddOn,

    /// <summary>Only reported with a visit, on the visit's own day; no time is counted for it (G0506).</summary>
    VisitAddOn,

    /// <summary>Stands alone for the care management of a rural health clinic or health center, whoever worked (G0511).</summary>
    ClinicBundle,
}

/// <summary>Whose time a code counts.</summary>
public enum CountedTime
{
    /// <summary>Clinical staff, into which the billing practitioner's own time may be pooled.</summary>
    ClinicalStaff,

    /// <summary>The billing practitioner personally.</summary>
    Practitioner,
}

/// <summary>A procedure code as it is in force in one service month.</summary>
public sealed record BillingCode
{
    /// <summary>CPT or HCPCS code.</summary>
    public required string Code { get; init; }

    /// <summary>Our own short label; the official descriptor is licensed and never shipped.</summary>
    public required string Label { get; init; }

    /// <summary>Whether it stands alone.</summary>
    public required CodeRole Role { get; init; }

    /// <summary>Base code of an add-on, else null.</summary>
    public string? BaseCode { get; init; }

    /// <summary>Whose time it counts.</summary>
    public required CountedTime Counts { get; init; }

    /// <summary>Seconds of the month at which its first unit is reached, included; never rounded. 0 for a code that counts no time.</summary>
    public required int FloorSeconds { get; init; }

    /// <summary>Seconds of each further unit; equals the floor where there is only one unit. 0 for a code that counts no time.</summary>
    public required int BlockSeconds { get; init; }

    /// <summary>Most units in a service month, included; null where no rule states a limit.</summary>
    public required int? UnitCap { get; init; }

    /// <summary>Units above which a person should look twice although nothing forbids them; null where there is no such number.</summary>
    public int? UsualUnits { get; init; }

    /// <summary>Most units that Medicare's edits let pass (MUE); more is a hold, never a silent cap. Null where none is loaded.</summary>
    public int? MedicallyUnlikelyUnits { get; init; }

    /// <summary>First day for which <see cref="MedicallyUnlikelyUnits"/> is loaded; where it is after the month, what the edit was then is not known.</summary>
    public DateOnly? MedicallyUnlikelySince { get; init; }

    /// <summary>Whether it needs moderate or high medical decision making by the billing practitioner in the month (complex CCM).</summary>
    public bool NeedsDecisionMaking { get; init; }

    /// <summary>National allowed amount of a unit outside a facility on the last day of the month, in US dollars; null where no table is loaded.</summary>
    public decimal? AmountNonFacility { get; init; }

    /// <summary>National allowed amount of a unit in a facility on the last day of the month, in US dollars; null where no table is loaded.</summary>
    public decimal? AmountFacility { get; init; }

    /// <summary>Amounts of the days before another schedule came into force within the month, oldest first; mostly none.</summary>
    public IReadOnlyList<EarlierAmounts> Earlier { get; init; } = [];

    /// <summary>Allowed amount of a unit on a day of the month: rates go by the date of service.</summary>
    public decimal? AmountOn(DateOnly day, bool facility)
    {
        foreach (var earlier in Earlier)
        {
            if (day < earlier.Until)
                return facility ? earlier.Facility : earlier.NonFacility;
        }

        return facility ? AmountFacility : AmountNonFacility;
    }

    /// <summary>Every value above as it was read, for the explanation.</summary>
    public required IReadOnlyList<ParameterRead> Reads { get; init; }
}

/// <summary>Amounts of the days of a month before a schedule changed.</summary>
/// <param name="Until">First day of the schedule that follows; these hold before it.</param>
/// <param name="NonFacility">Amount of a unit outside a facility; null where no table is loaded.</param>
/// <param name="Facility">Amount of a unit in a facility; null where no table is loaded.</param>
public sealed record EarlierAmounts(DateOnly Until, decimal? NonFacility, decimal? Facility);
