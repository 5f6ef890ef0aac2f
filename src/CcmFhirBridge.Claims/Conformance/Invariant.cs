using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;

namespace CcmFhirBridge.Claims.Conformance;

/// <summary>A FHIRPath rule of an element, compiled once.</summary>
internal sealed class Invariant
{
    /// <summary>
    /// Rules of the base specification that are left out knowingly: <c>ele-1</c> because the strict reader refuses empty elements before
    /// this; <c>txt-1</c> and <c>txt-2</c> because narrative is forbidden and html checks need the XHTML schema; <c>dom-3</c> because nothing
    /// may be contained, and it walks every descendant.
    /// </summary>
    public static readonly IReadOnlyList<string> Skipped = ["ele-1", "txt-1", "txt-2", "dom-3"];

    private static readonly FhirPathCompiler Compiler = new(new SymbolTable().AddStandardFP().AddFhirExtensions());
    private readonly CompiledExpression _expression;
    private readonly bool _isOurs;

    private Invariant(string key, string human, CompiledExpression expression, bool isOurs)
    {
        Key = key;
        Human = human;
        _expression = expression;
        _isOurs = isOurs;
    }

    public string Key { get; }

    public string Human { get; }

    public static Invariant? Compile(ElementDefinition.ConstraintComponent constraint)
    {
        if (constraint.Severity != ConstraintSeverity.Error || constraint.Expression is not { } expression || Skipped.Contains(constraint.Key))
            return null;
        var isOurs = constraint.Source?.StartsWith(Canonicals.Base, StringComparison.Ordinal) ?? false;
        return new Invariant(constraint.Key!, constraint.Human ?? "", Compiler.Compile(expression), isOurs);
    }

    /// <summary>
    /// Whether the rule holds. A rule of ours that comes to nothing has failed: something it compares is missing. The base
    /// specification's rules count on nothing being true.
    /// </summary>
    public bool Holds(PocoNode node, EvaluationContext context)
    {
        try
        {
            return _isOurs ? _expression.IsTrue(node, context) : _expression.Predicate(node, context);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // What cannot be evaluated has not been shown to conform, and must not leave.
            return false;
        }
    }
}
