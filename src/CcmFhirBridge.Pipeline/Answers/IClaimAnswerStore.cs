using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Calls;

namespace CcmFhirBridge.Pipeline.Answers;

/// <summary>Answers to claims, append-only.</summary>
public interface IClaimAnswerStore
{
    /// <summary>
    /// Keeps an answer, unless the newest one of the claim says the same, or the call was made before: then that one is given back.
    /// </summary>
    /// <returns>The answer as it is kept, and whether it is new.</returns>
    /// <exception cref="RepeatedKeyException">The call came before with another content.</exception>
    Task<(ClaimAnswer Answer, bool IsNew)> RecordAnswerAsync(ClaimAnswer answer, RepeatableCall? call, CancellationToken cancellation);

    /// <summary>Answers to a claim in the order in which they came; the last one counts.</summary>
    Task<IReadOnlyList<ClaimAnswer>> AnswersAsync(string revisionIdentifier, CancellationToken cancellation);

    /// <summary>The answer that counts of each claim of a month that was answered, by revision identifier.</summary>
    Task<IReadOnlyList<ClaimAnswer>> AnswersOfAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>
    /// Claims whose answer that counts is a rejection or a denial, unless a later revision corrected them, ordered by revision identifier: a page of
    /// those behind <paramref name="afterRevision"/> (exclusive; empty from the beginning).
    /// </summary>
    Task<IReadOnlyList<(RefusedClaim Claim, ServiceMonth Month)>> RefusedAfterAsync(string afterRevision, int most, CancellationToken cancellation);
}
