using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Ledgers;

/// <summary>ChargeItems: each line of each revision of a bill.</summary>
internal sealed class ChargeItemType(TimeProvider time) : LedgerType(time)
{
    private const string Core = "http://hl7.org/fhir/SearchParameter/ChargeItem-";

    public override string Name => "ChargeItem";

    public override string? Profile => Canonicals.ChargeItemProfile;

    public override IReadOnlyList<ServedParameter> Parameters { get; } =
    [
        ServedParameter.Id,
        ServedParameter.LastUpdated,
        new("claim", SearchParamType.Reference, Canonicals.Base + "/SearchParameter/charge-item-claim", "Claim"),
        new("code", SearchParamType.Token, Core + "code"),
        new("identifier", SearchParamType.Token, Core + "identifier"),
        new("occurrence", SearchParamType.Date, Core + "occurrence"),
        new("patient", SearchParamType.Reference, Core + "patient", "Patient"),
        new("status", SearchParamType.Token, Canonicals.Base + "/SearchParameter/charge-item-status"),
        new("subject", SearchParamType.Reference, Core + "subject", "Patient"),
    ];

    public override IReadOnlyList<string> Sorts { get; } = ["_lastUpdated", "_id", "occurrence"];

    public override IReadOnlyList<ServedInclude> Includes { get; } = [new("_include", "ChargeItem:claim", "Claim"), new("_revinclude", "Provenance:target", "Provenance")];

    protected override ServedCriterion Of(LedgerSearch search, SearchCriterion criterion) => criterion.Name switch
    {
        "_id" => search.Id(criterion),
        "_lastUpdated" => search.LastUpdated(criterion),
        "claim" => search.Claim(criterion),
        "code" => LedgerSearch.Code(criterion),
        "identifier" => LedgerSearch.Identifier(criterion, Canonicals.ChargeIdentifier, Canonicals.ChargeRevisionIdentifier),
        "occurrence" => search.Period(criterion),
        "patient" or "subject" => search.Patient(criterion),
        _ => LedgerSearch.Status(criterion, ServedStatus.ChargeItemSystem, static (state, _) => ServedStatus.OfChargeItem(state)),
    };
}
