using System.Collections.Immutable;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>
/// Chooses the pathway by the month's seconds (DESIGN §5): complex with decision making, else staff, else practitioner; both staff
/// and practitioner is a person's choice; neither pools. Never upgrades to a pathway because it pays more. A clinic reports its one
/// bundle code while there is one.
/// </summary>
internal sealed class PathwayChooser
{
    private readonly TenantPolicy _policy;
    private readonly CodeLadder? _staff;
    private readonly CodeLadder? _complex;
    private readonly CodeLadder? _practitioner;
    private readonly CodeLadder? _bundle;

    public PathwayChooser(BillingCode[] reported, TenantPolicy policy)
    {
        _policy = policy;
        _staff = CodeLadder.Find(reported, static code => code is { Role: CodeRole.Base, Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: false });
        _complex = CodeLadder.Find(reported, static code => code is { Role: CodeRole.Base, Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: true });
        _practitioner = CodeLadder.Find(reported, static code => code is { Role: CodeRole.Base, Counts: CountedTime.Practitioner });
        _bundle = CodeLadder.Find(reported, static code => code.Role == CodeRole.ClinicBundle);
        var floors = new[] { _staff, _complex, _practitioner, _bundle }.Select(static ladder => ladder?.Floor ?? int.MaxValue);
        LowestFloorTicks = floors.Min() * TimeSpan.TicksPerSecond;
    }

    /// <summary>Fewer ticks than these, whoever worked, reach no code.</summary>
    public long LowestFloorTicks { get; }

    /// <summary>The choice for the month's counted time.</summary>
    /// <param name="staffTicks">Of clinical staff.</param>
    /// <param name="practitionerTicks">Of the billing practitioner.</param>
    /// <param name="month">What else the choice rests on.</param>
    public PathwayChoice Choose(long staffTicks, long practitionerTicks, PathwayGrounds month)
    {
        var staff = WholeSeconds.Of(staffTicks);
        var practitioner = WholeSeconds.Of(practitionerTicks);
        var pooled = WholeSeconds.Of(staffTicks + practitionerTicks);
        var individual = Decided(OfIndividualCodes(staff, practitioner, pooled, month), month);
        return _bundle is null ? individual : OfBundle(pooled, practitioner, individual, month);
    }

    private PathwayChoice OfIndividualCodes(int staff, int practitioner, int pooled, PathwayGrounds month)
    {
        var staffStands = staff >= (_staff?.Floor ?? int.MaxValue) || IsComplex(staff, month);
        var practitionerStands = practitioner >= (_practitioner?.Floor ?? int.MaxValue);
        if (staffStands && practitionerStands)
            return Both(staff, practitioner, month);
        if (practitionerStands)
            return PractitionerOnly(practitioner, pooled, month);

        // Time that is pooled lengthens the pathway that the staff's own time chose; it makes a month complex only where that chose none.
        var counted = _policy.PoolPractitionerTime ? pooled : staff;
        return OfStaff(counted, IsComplex(staffStands ? staff : counted, month), _policy.PoolPractitionerTime && practitioner > 0, month);
    }

    // A person chooses among what stands; what does not stand cannot be chosen.
    private static PathwayChoice Decided(PathwayChoice choice, PathwayGrounds month) =>
        month.Decisions.Find(DecisionKind.ChoosePathway)?.Pathway is { } wanted ? Chosen(choice, wanted) : choice;

    private static PathwayChoice Chosen(PathwayChoice choice, string wanted)
    {
        if (choice.Pathway == wanted)
            return choice with { IsAmbiguous = false };
        return choice.Others.FirstOrDefault(other => other.Choice.Pathway == wanted) is { } chosen
            ? chosen.Choice with { Others = [Other(choice with { IsAmbiguous = false }, "A person chose another pathway."), .. choice.Others.Remove(chosen)] }
            : choice;
    }

    private bool IsComplex(int seconds, PathwayGrounds month) => month.DecisionMaking && seconds >= (_complex?.Floor ?? int.MaxValue);

    private PathwayChoice Both(int staff, int practitioner, PathwayGrounds month)
    {
        var ofStaff = OfStaff(staff, IsComplex(staff, month), pools: false, month);
        var own = OfPractitioner(practitioner, month);
        return _policy.Pathway switch
        {
            PathwayPolicy.Staff => ofStaff with { Others = ofStaff.Others.Add(Other(own, "The practice's policy chose the staff's pathway.")) },
            PathwayPolicy.Practitioner => own with { Others = [Other(ofStaff, "The practice's policy chose the practitioner's pathway."), .. ofStaff.Others] },
            _ => ofStaff with { IsAmbiguous = true, Others = ofStaff.Others.Add(Other(own, "Both pathways stand; a person has to choose.")) },
        };
    }

    private PathwayChoice PractitionerOnly(int practitioner, int pooled, PathwayGrounds month)
    {
        var own = OfPractitioner(practitioner, month);
        if (!_policy.PoolPractitionerTime)
            return own;
        var ofStaff = OfStaff(pooled, IsComplex(pooled, month), pools: true, month);
        return ofStaff.ReachesFloor ? own with { Others = [Other(ofStaff, "The practitioner's own time reaches a code of its own, which describes the service."), .. ofStaff.Others] } : own;
    }

    private PathwayChoice OfPractitioner(int seconds, PathwayGrounds month)
    {
        var codes = _practitioner!.Climb(seconds, month.Decisions, out var used);
        return new PathwayChoice(PathwayNames.Practitioner, codes, false, true, seconds, used) { ReachesFloor = true };
    }

    private PathwayChoice OfStaff(int seconds, bool complex, bool pools, PathwayGrounds month)
    {
        var plain = OfLadder(PathwayNames.Staff, _staff, seconds, pools, month);
        return complex
            ? OfLadder(PathwayNames.Complex, _complex, seconds, pools, month) with
            {
                Others = plain.ReachesFloor ? [Other(plain, "With the decision making of the month the time reaches the complex code, which describes the service.")] : [],
            }
            : plain;
    }

    private PathwayChoice OfBundle(int pooled, int practitioner, PathwayChoice individual, PathwayGrounds month)
    {
        var bundle = OfLadder(PathwayNames.Clinic, _bundle, pooled, practitioner > 0, month);
        return individual.ReachesFloor
            ? bundle with { Others = [Other(individual, "In these months a clinic may report single codes in place of the bundle."), .. individual.Others] }
            : bundle;
    }

    private static PathwayChoice OfLadder(string pathway, CodeLadder? ladder, int seconds, bool pools, PathwayGrounds month)
    {
        var used = 0;
        var codes = ladder is null ? ImmutableArray<CodeUnits>.Empty : ladder.Climb(seconds, month.Decisions, out used);
        return new PathwayChoice(pathway, codes, true, pools, seconds, used) { ReachesFloor = seconds >= (ladder?.Floor ?? int.MaxValue) };
    }

    private static OtherPathway Other(PathwayChoice choice, string reason) => new(choice with { Others = [] }, reason);
}
