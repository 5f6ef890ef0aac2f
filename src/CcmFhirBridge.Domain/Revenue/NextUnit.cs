using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Revenue;

/// <summary>The next unit of clinical staff time that a month has not reached.</summary>
/// <param name="Code">Code of the unit.</param>
/// <param name="Missing">Seconds that are missing, at least 1.</param>
public sealed record NextUnit(string Code, int Missing)
{
    /// <summary>The next unit; null where all are reached, and for a month with another pathway than the staff's.</summary>
    /// <param name="seconds">Clinical staff seconds that counted, pooled ones included.</param>
    /// <param name="billed">Codes of the month's lines.</param>
    /// <param name="rules">Rules of the month.</param>
    public static NextUnit? Of(int seconds, IEnumerable<string> billed, RulesInForce rules)
    {
        var staff = rules.Codes.Where(static code => code is { Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: false, Role: CodeRole.Base or CodeRole.AddOn }).ToImmutableArray();
        if (billed.Any(line => staff.All(code => code.Code != line) && rules.Find(line) is not { Role: CodeRole.VisitAddOn }))
            return null;
        return staff
            .SelectMany(static code => Enumerable.Range(0, code.UnitCap ?? 1).Select(unit => (code.Code, Floor: code.FloorSeconds + (unit * code.BlockSeconds))))
            .Where(unit => unit.Floor > seconds)
            .OrderBy(static unit => unit.Floor)
            .Select(unit => new NextUnit(unit.Code, unit.Floor - seconds))
            .FirstOrDefault();
    }
}
