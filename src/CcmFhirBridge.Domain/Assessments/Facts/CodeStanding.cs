using System.Collections.Frozen;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Everything that the rules in force say of one procedure code as another service.</summary>
internal sealed class CodeStanding
{
    private readonly bool[] _families;

    private CodeStanding(RulesInForce rules, string code)
    {
        IsCcmFamily = rules.CcmFamilyCodes.Contains(code);
        IsInitiatingVisit = rules.InitiatingVisitCodes.Contains(code);
        _families = [.. rules.OtherServices.Select(family => family.Codes.Contains(code, StringComparer.Ordinal))];
        IsOfAnyFamily = Array.Exists(_families, static listed => listed);
    }

    /// <summary>A code of the CCM family, whoever bills it.</summary>
    public bool IsCcmFamily { get; }

    /// <summary>A listed initiating visit.</summary>
    public bool IsInitiatingVisit { get; }

    /// <summary>A family lists it.</summary>
    public bool IsOfAnyFamily { get; }

    /// <summary>The family lists it.</summary>
    public bool IsOfFamily(int family) => _families[family];

    /// <summary>Every code of which the rules say anything.</summary>
    public static FrozenDictionary<string, CodeStanding> Of(RulesInForce rules) => rules.CcmFamilyCodes.Concat(rules.InitiatingVisitCodes)
        .Concat(rules.OtherServices.SelectMany(static family => family.Codes)).Distinct(StringComparer.Ordinal)
        .ToFrozenDictionary(static code => code, code => new CodeStanding(rules, code), StringComparer.Ordinal);
}
