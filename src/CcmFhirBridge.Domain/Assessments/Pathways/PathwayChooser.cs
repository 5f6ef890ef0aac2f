using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>
/// Chooses the pathway by the month's seconds (DESIGN §5): complex with decision making, else staff, else practitioner; both staff
/// and practitioner is a person's choice; neither pools. Never upgrades to a pathway because it pays more.
/// </summary>
internal sealed class PathwayChooser
{
    // Where the rules in force hold no such code, these floors tell when the month would need it: it is held then, never billed by them.
    private const int UnknownComplexFloor = 3600;
    private const int UnknownPractitionerFloor = 1800;

    private readonly TenantPolicy _policy;
    private readonly bool _decisionMaking;
    private readonly CodeLadder? _staff;
    private readonly CodeLadder? _complex;
    private readonly CodeLadder? _practitioner;

    public PathwayChooser(RulesInForce rules, TenantPolicy policy, bool decisionMaking)
    {
        _policy = policy;
        _decisionMaking = decisionMaking;
        _staff = CodeLadder.Find(rules, static code => code is { Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: false });
        _complex = CodeLadder.Find(rules, static code => code is { Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: true });
        _practitioner = CodeLadder.Find(rules, static code => code.Counts == CountedTime.Practitioner);
    }

    public PathwayChoice Choose(long staffTicks, long practitionerTicks)
    {
        var staff = WholeSeconds.Of(staffTicks);
        var practitioner = WholeSeconds.Of(practitionerTicks);
        var complexStands = _decisionMaking && staff >= (_complex?.Floor ?? UnknownComplexFloor);
        var staffStands = complexStands || (_staff is not null && staff >= _staff.Floor);
        var practitionerStands = practitioner >= (_practitioner?.Floor ?? UnknownPractitionerFloor);
        var pooled = WholeSeconds.Of(staffTicks + practitionerTicks);

        if (staffStands && practitionerStands)
            return Both(staff, practitioner, complexStands);
        if (practitionerStands)
            return PractitionerOnly(practitioner, staff, pooled);
        var counted = _policy.PoolPractitionerTime ? pooled : staff;
        if (!staffStands)
            complexStands = _decisionMaking && counted >= (_complex?.Floor ?? UnknownComplexFloor);
        return OfStaff(counted, complexStands, _policy.PoolPractitionerTime && practitionerTicks > 0);
    }

    private PathwayChoice Both(int staff, int practitioner, bool complexStands)
    {
        var ofStaff = OfStaff(staff, complexStands, pools: false);
        if (_policy.Pathway == PathwayPolicy.Staff)
            return ofStaff;
        if (_practitioner is null)
            return ofStaff with { Standing = PathwayStanding.CodesMissing };
        var own = _practitioner.Climb(practitioner, out var used);
        if (_policy.Pathway == PathwayPolicy.Practitioner)
            return new PathwayChoice(PathwayNames.Practitioner, own, PathwayStanding.Settled, false, true, used, ofStaff.Pathway, ofStaff.Codes);
        return ofStaff with
        {
            Standing = ofStaff.Standing == PathwayStanding.CodesMissing ? PathwayStanding.CodesMissing : PathwayStanding.Ambiguous,
            OtherPathway = PathwayNames.Practitioner,
            OtherCodes = own,
        };
    }

    private PathwayChoice PractitionerOnly(int practitioner, int staff, int pooled)
    {
        if (_practitioner is not null)
            return new PathwayChoice(PathwayNames.Practitioner, _practitioner.Climb(practitioner, out var used), PathwayStanding.Settled, false, true, used, null, []);
        var counted = _policy.PoolPractitionerTime ? pooled : staff;
        return OfStaff(counted, complexStands: false, _policy.PoolPractitionerTime) with { Standing = PathwayStanding.CodesMissing };
    }

    private PathwayChoice OfStaff(int seconds, bool complexStands, bool pools)
    {
        var ladder = complexStands && _complex is not null ? _complex : _staff;
        var used = 0;
        var codes = ladder is null ? ImmutableArray<CodeUnits>.Empty : ladder.Climb(seconds, out used);
        var standing = complexStands && _complex is null ? PathwayStanding.CodesMissing : PathwayStanding.Settled;
        var name = ladder == _complex && ladder is not null ? PathwayNames.Complex : PathwayNames.Staff;
        return new PathwayChoice(name, codes, standing, true, pools, used, null, []);
    }
}
