using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Search;

namespace CcmFhirBridge.Server.Fhir.Ledgers;

/// <summary>What a token parameter asks of an entry of the ledger.</summary>
internal static class TokenEvaluator
{
    /// <summary>Any of the values fits; or none does, with <c>:not</c>.</summary>
    /// <param name="token">The parameter.</param>
    /// <param name="fits">What one value asks for.</param>
    public static ServedCriterion Of(TokenCriterion token, Func<TokenValue, ServedCriterion> fits)
    {
        var any = token.Values is [var only] ? fits(only) : new ServedCriterion.AnyOf([.. token.Values.Select(fits)]);
        return token.IsNot ? new ServedCriterion.Not(any) : any;
    }
}
