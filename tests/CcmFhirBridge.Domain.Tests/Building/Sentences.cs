using System.Collections;
using CcmFhirBridge.Domain.Assessments;

namespace CcmFhirBridge.Domain.Tests.Building;

/// <summary>What a biller reads in which case: a rule, what is the matter with the month, and the answer with its sentence and evidence.</summary>
internal sealed class Sentences : IEnumerable<string>
{
    private readonly Dictionary<string, (string Rule, Func<Assessment> Assess, string Says)> _cases = [];

    public TheoryData<string> Cases => [.. _cases.Keys];

    public void Add(string rule, string matter, Func<Assessment> assess, string says) => _cases.Add($"{rule}: {matter}", (rule, assess, says));

    public void Check(string name)
    {
        var (rule, assess, says) = _cases[name];
        assess().Says(rule).ShouldBe(says);
    }

    public IEnumerator<string> GetEnumerator() => _cases.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
