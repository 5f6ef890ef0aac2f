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
    private readonly DecisionsInForce _decisions;
    private readonly bool _decisionMaking;
    private readonly CodeLadder? _staff;
    private readonly CodeLadder? _complex;
    private readonly CodeLadder? _practitioner;
    private readonly CodeLadder? _bundle;

    public PathwayChooser(RulesInForce rules, Tenant tenant, DecisionsInForce decisions, bool decisionMaking)
    {
        _decisions = decisions;
        _policy = tenant.Policy;
        _decisionMaking = decisionMaking;
        var reported = ReportedCodes.Of(rules, tenant.Billing.Setting);
        _staff = CodeLadder.Find(reported, static code => code is { Role: CodeRole.Base, Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: false });
        _complex = CodeLadder.Find(reported, static code => code is { Role: CodeRole.Base, Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: true });
        _practitioner = CodeLadder.Find(reported, static code => code is { Role: CodeRole.Base, Counts: CountedTime.Practitioner });
        _bundle = CodeLadder.Find(reported, static code => code.Role == CodeRole.ClinicBundle);
    }

    public PathwayChoice Choose(long staffTicks, long practitionerTicks)
    {
        var staff = WholeSeconds.Of(staffTicks);
        var practitioner = WholeSeconds.Of(practitionerTicks);
        var pooled = WholeSeconds.Of(staffTicks + practitionerTicks);
        var individual = Decided(OfIndividualCodes(staff, practitioner, pooled));
        return _bundle is null ? individual : OfBundle(pooled, practitioner, individual);
    }

    private PathwayChoice OfIndividualCodes(int staff, int practitioner, int pooled)
    {
        var staffStands = staff >= (_staff?.Floor ?? int.MaxValue) || IsComplex(staff);
        var practitionerStands = practitioner >= (_practitioner?.Floor ?? int.MaxValue);
        if (staffStands && practitionerStands)
            return Both(staff, practitioner);
        if (practitionerStands)
            return PractitionerOnly(practitioner, pooled);

        // Time that is pooled lengthens the pathway that the staff's own time chose; it makes a month complex only where that chose none.
        var counted = _policy.PoolPractitionerTime ? pooled : staff;
        return OfStaff(counted, IsComplex(staffStands ? staff : counted), _policy.PoolPractitionerTime && practitioner > 0);
    }

    // A person chooses among what stands; what does not stand cannot be chosen.
    private PathwayChoice Decided(PathwayChoice choice)
    {
        if (_decisions.Find(DecisionKind.ChoosePathway)?.Pathway is not { } wanted)
            return choice;
        if (choice.Pathway == wanted)
            return choice with { IsAmbiguous = false };
        return choice.Others.FirstOrDefault(other => other.Choice.Pathway == wanted) is { } chosen
            ? chosen.Choice with { Others = [Other(choice with { IsAmbiguous = false }, "A person chose another pathway."), .. choice.Others.Remove(chosen)] }
            : choice;
    }

    private bool IsComplex(int seconds) => _decisionMaking && seconds >= (_complex?.Floor ?? int.MaxValue);

    private PathwayChoice Both(int staff, int practitioner)
    {
        var ofStaff = OfStaff(staff, IsComplex(staff), pools: false);
        var own = OfPractitioner(practitioner);
        return _policy.Pathway switch
        {
            PathwayPolicy.Staff => ofStaff with { Others = ofStaff.Others.Add(Other(own, "The practice's policy chose the staff's pathway.")) },
            PathwayPolicy.Practitioner => own with { Others = [Other(ofStaff, "The practice's policy chose the practitioner's pathway."), .. ofStaff.Others] },
            _ => ofStaff with { IsAmbiguous = true, Others = ofStaff.Others.Add(Other(own, "Both pathways stand; a person has to choose.")) },
        };
    }

    private PathwayChoice PractitionerOnly(int practitioner, int pooled)
    {
        var own = OfPractitioner(practitioner);
        if (!_policy.PoolPractitionerTime)
            return own;
        var ofStaff = OfStaff(pooled, IsComplex(pooled), pools: true);
        return ofStaff.ReachesFloor ? own with { Others = [Other(ofStaff, "The practitioner's own time reaches a code of its own, which describes the service."), .. ofStaff.Others] } : own;
    }

    private PathwayChoice OfPractitioner(int seconds)
    {
        var codes = _practitioner!.Climb(seconds, _decisions, out var used);
        return new PathwayChoice(PathwayNames.Practitioner, codes, false, true, seconds, used) { ReachesFloor = true };
    }

    private PathwayChoice OfStaff(int seconds, bool complex, bool pools)
    {
        var plain = OfLadder(PathwayNames.Staff, _staff, seconds, pools);
        return complex
            ? OfLadder(PathwayNames.Complex, _complex, seconds, pools) with
            {
                Others = plain.ReachesFloor ? [Other(plain, "With the decision making of the month the time reaches the complex code, which describes the service.")] : [],
            }
            : plain;
    }

    private PathwayChoice OfBundle(int pooled, int practitioner, PathwayChoice individual)
    {
        var bundle = OfLadder(PathwayNames.Clinic, _bundle, pooled, practitioner > 0);
        return individual.ReachesFloor
            ? bundle with { Others = [Other(individual, "In these months a clinic may report single codes in place of the bundle."), .. individual.Others] }
            : bundle;
    }

    private PathwayChoice OfLadder(string pathway, CodeLadder? ladder, int seconds, bool pools)
    {
        var used = 0;
        var codes = ladder is null ? ImmutableArray<CodeUnits>.Empty : ladder.Climb(seconds, _decisions, out used);
        return new PathwayChoice(pathway, codes, true, pools, seconds, used) { ReachesFloor = seconds >= (ladder?.Floor ?? int.MaxValue) };
    }

    private static OtherPathway Other(PathwayChoice choice, string reason) => new(choice with { Others = [] }, reason);
}
