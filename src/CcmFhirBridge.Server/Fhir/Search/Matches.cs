namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>Whether something that is held in memory is what a parameter asks for.</summary>
internal static class Matches
{
    /// <summary>Any of its tokens is one of the values; with <c>:not</c>, none is.</summary>
    /// <param name="criterion">The parameter.</param>
    /// <param name="tokens">What the resource says; a null system for a coding that has none.</param>
    public static bool Token(SearchCriterion criterion, params IReadOnlyList<(string? System, string Code)> tokens)
    {
        var token = (TokenCriterion)criterion;
        return token.Values.Any(value => tokens.Any(each => (value.System is null || value.System == (each.System ?? "")) && (value.Code is null || value.Code == each.Code))) != token.IsNot;
    }

    /// <summary>A code of an element whose system the standard fixes: it is found without a system too, as an element of a code has none of its own.</summary>
    public static bool Code(SearchCriterion criterion, string system, string code) => Token(criterion, (system, code)) || (!((TokenCriterion)criterion).IsNot && Token(criterion, (null, code)));

    /// <summary>The span from <paramref name="from"/> (inclusive) to <paramref name="before"/> (exclusive), in UTC ticks, stands to any of the values as its prefix says.</summary>
    /// <param name="criterion">The parameter.</param>
    /// <param name="from">Begin of the resource's span.</param>
    /// <param name="before">Its end.</param>
    /// <param name="now">For the widening of <c>ap</c>.</param>
    public static bool Date(SearchCriterion criterion, long from, long before, DateTimeOffset now) => ((DateCriterion)criterion).Values.Any(value =>
    {
        var within = value.Start <= from && before <= value.End;
        return value.Prefix switch
        {
            DatePrefix.Ne => !within,
            DatePrefix.Gt => before > value.End,
            DatePrefix.Lt => from < value.Start,
            DatePrefix.Ge => before > value.End || within,
            DatePrefix.Le => from < value.Start || within,
            DatePrefix.Sa => from >= value.End,
            DatePrefix.Eb => before <= value.Start,
            DatePrefix.Ap => from < value.Around(now).End && before > value.Around(now).Start,
            _ => within,
        };
    });

    /// <summary>An instant to its last digit.</summary>
    public static bool Instant(SearchCriterion criterion, DateTimeOffset instant, DateTimeOffset now) => Date(criterion, instant.UtcTicks, instant.UtcTicks + 1, now);

    /// <summary>A resource under a base is one of the values: by id, by relative reference, or absolute under that base.</summary>
    public static bool Reference(SearchCriterion criterion, string fhirBase, string type, string id) =>
        ((ReferenceCriterion)criterion).Values.Any(value => (value.Base is null || value.Base == fhirBase) && (value.Type is null || value.Type == type) && value.Id == id);

    /// <summary>Ids of a type under a base that the values can mean.</summary>
    public static IEnumerable<string> Ids(SearchCriterion criterion, string fhirBase, string type) => ((ReferenceCriterion)criterion).Values
        .Where(value => (value.Base is null || value.Base == fhirBase) && (value.Type is null || value.Type == type)).Select(static value => value.Id).Distinct(StringComparer.Ordinal);
}
