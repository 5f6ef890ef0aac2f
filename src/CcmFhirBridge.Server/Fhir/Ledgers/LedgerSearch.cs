using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Search;

namespace CcmFhirBridge.Server.Fhir.Ledgers;

/// <summary>What the parameters that Claim and ChargeItem share ask of the entries of the ledger.</summary>
/// <param name="call">Who asks, of which tenant.</param>
/// <param name="now">For dates that are about something.</param>
internal sealed class LedgerSearch(TenantCall call, DateTimeOffset now)
{
    private static readonly LedgerState[] s_states = Enum.GetValues<LedgerState>();

    private readonly string _ehr = call.Tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/');

    public ServedCriterion Id(SearchCriterion criterion) => TokenEvaluator.Of((TokenCriterion)criterion, static value =>
        value is { System: null, Code: { } id } && ServedForm.RevisionOf(id) is { } revision ? new ServedCriterion.Identified([], [revision]) : ServedCriterion.Nothing);

    public ServedCriterion LastUpdated(SearchCriterion criterion) => Dates(criterion, value => InstantEvaluator.Of(ServedInstant.Changed, 1, value, now));

    public ServedCriterion Created(SearchCriterion criterion) =>
        Dates(criterion, value => InstantEvaluator.Of(ServedInstant.Created, TimeSpan.TicksPerSecond, value, now));

    public ServedCriterion Period(SearchCriterion criterion) => Dates(criterion, new PeriodEvaluator(call.Tenant.TimeZone, now).Of);

    /// <summary>The two identifiers of an entry.</summary>
    /// <param name="criterion">The parameter.</param>
    /// <param name="shared">System of the one that all revisions share.</param>
    /// <param name="revision">System of the one of a revision.</param>
    public static ServedCriterion Identifier(SearchCriterion criterion, string shared, string revision) => TokenEvaluator.Of((TokenCriterion)criterion, value =>
    {
        var (isShared, isRevision) = (value.IsOf(shared), value.IsOf(revision));
        return value.Code is not { } code ? (isShared || isRevision ? ServedCriterion.Everything : ServedCriterion.Nothing)
            : isShared || isRevision ? new ServedCriterion.Identified(isShared ? [code] : [], isRevision ? [code] : [])
            : ServedCriterion.Nothing;
    });

    /// <summary>A status that follows from the state and from who files the bill. An element of a code has no system of its own.</summary>
    public static ServedCriterion Status(SearchCriterion criterion, string system, Func<LedgerState, FiledThrough?, string> status) =>
        TokenEvaluator.Of((TokenCriterion)criterion, value => value.IsOf(system) || value.System is ""
            ? new ServedCriterion.InState(
                [.. s_states.Where(state => value.Code is null || status(state, FiledThrough.BillingSystem) == value.Code)],
                [.. s_states.Where(state => value.Code is null || status(state, null) == value.Code)])
            : ServedCriterion.Nothing);

    /// <summary>Patients of the tenant's EHR: by id, by relative reference, or absolute under its base.</summary>
    public ServedCriterion Patient(SearchCriterion criterion) => new ServedCriterion.OfPatient(
    [
        .. ((ReferenceCriterion)criterion).Values
            .Where(value => (value.Base is null || value.Base == _ehr) && value.Type is null or "Patient")
            .Select(static value => $"Patient/{value.Id}"),
    ]);

    /// <summary>Lines of Claims that are served here.</summary>
    public ServedCriterion Claim(SearchCriterion criterion) => new ServedCriterion.LineOf(
    [
        .. ((ReferenceCriterion)criterion).Values
            .Where(value => (value.Base is null || value.Base == call.Base) && value.Type is null or "Claim")
            .Select(static value => ServedForm.RevisionOf(value.Id)).OfType<string>(),
    ]);

    /// <summary>CPT codes begin with a digit, HCPCS Level II codes with a letter.</summary>
    public static ServedCriterion Code(SearchCriterion criterion) => TokenEvaluator.Of((TokenCriterion)criterion, static value =>
        value.Code is { Length: > 0 } code ? (value.IsOf(char.IsAsciiDigit(code[0]) ? Canonicals.Cpt : Canonicals.Hcpcs) ? new ServedCriterion.Coded([code]) : ServedCriterion.Nothing)
        : value.System == Canonicals.Cpt ? new ServedCriterion.CodedBetween("0", ":")
        : value.System == Canonicals.Hcpcs ? new ServedCriterion.CodedBetween(":", null)
        : ServedCriterion.Nothing);

    /// <summary>Any of the dates.</summary>
    public static ServedCriterion Dates(SearchCriterion criterion, Func<DateValue, ServedCriterion> fits) => ((DateCriterion)criterion).Values is [var only]
        ? fits(only)
        : new ServedCriterion.AnyOf([.. ((DateCriterion)criterion).Values.Select(fits)]);
}
