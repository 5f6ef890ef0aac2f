using System.Collections.Immutable;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>A base code with its add-ons: how many units a number of seconds carries. Never rounds up.</summary>
internal sealed class CodeLadder
{
    private readonly BillingCode _base;
    private readonly BillingCode[] _addOns;
    private readonly ImmutableArray<CodeUnits> _alone;
    private readonly ImmutableArray<CodeUnits>[] _withFirst;

    // Units of one add-on that nearly every month stays below.
    private const int FewUnits = 8;

    private CodeLadder(BillingCode baseCode, BillingCode[] addOns)
    {
        _base = baseCode;
        _addOns = addOns;
        _alone = [new CodeUnits(baseCode, 1)];
        _withFirst = addOns is [var first, ..] ? [.. Enumerable.Range(0, FewUnits).Select(units => _alone.Add(new CodeUnits(first, units)))] : [];
    }

    /// <summary>Seconds that reach its base code.</summary>
    public int Floor => _base.FloorSeconds;

    /// <summary>The ladder of the first code that <paramref name="matches"/>, or null when there is none.</summary>
    public static CodeLadder? Find(BillingCode[] codes, Predicate<BillingCode> matches)
    {
        var baseCode = Array.Find(codes, matches);
        return baseCode is null
            ? null
            : new CodeLadder(baseCode, [.. codes.Where(code => code.Role == CodeRole.AddOn && code.BaseCode == baseCode.Code)]);
    }

    /// <summary>The codes that the seconds carry and no decision takes away; without its base code no add-on stands.</summary>
    /// <param name="seconds">Whole seconds.</param>
    /// <param name="decisions">What people decided.</param>
    /// <param name="used">Seconds at which the last unit that is billed was reached.</param>
    public ImmutableArray<CodeUnits> Climb(int seconds, DecisionsInForce decisions, out int used)
    {
        used = 0;
        if (seconds < _base.FloorSeconds || decisions.LimitOf(_base.Code) == 0)
            return [];
        used = _base.FloorSeconds;
        var codes = _alone;
        foreach (var addOn in _addOns)
        {
            // The first further unit never starts before the base block is full, whatever the pack calls its floor.
            var floor = Math.Max(addOn.FloorSeconds, _base.FloorSeconds + addOn.BlockSeconds);
            if (seconds < floor)
                continue;
            var most = Math.Min(addOn.UnitCap ?? int.MaxValue, decisions.LimitOf(addOn.Code) ?? int.MaxValue);
            var units = Math.Min(most, 1 + ((seconds - floor) / addOn.BlockSeconds));
            if (units == 0)
                continue;
            used = Math.Max(used, floor + ((units - 1) * addOn.BlockSeconds));
            codes = With(codes, addOn, units);
        }

        return codes;
    }

    // The codes of a month are mostly one of a few lists, which its patients share.
    private ImmutableArray<CodeUnits> With(ImmutableArray<CodeUnits> codes, BillingCode addOn, int units) =>
        codes == _alone && ReferenceEquals(addOn, _addOns[0]) && units < FewUnits ? _withFirst[units] : codes.Add(new CodeUnits(addOn, units));
}
