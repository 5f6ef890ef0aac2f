using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Ledgers;

/// <summary>Claims: each revision of a patient-month's bill.</summary>
internal sealed class ClaimType(TimeProvider time) : LedgerType(time)
{
    private const string Core = "http://hl7.org/fhir/SearchParameter/Claim-";

    public override string Name => "Claim";

    public override string? Profile => Canonicals.ClaimProfile;

    public override IReadOnlyList<ServedParameter> Parameters { get; } =
    [
        ServedParameter.Id,
        ServedParameter.LastUpdated,
        new("billable-period", SearchParamType.Date, Canonicals.Base + "/SearchParameter/claim-billable-period"),
        new("created", SearchParamType.Date, Core + "created"),
        new("identifier", SearchParamType.Token, Core + "identifier"),
        new("patient", SearchParamType.Reference, Core + "patient", "Patient"),
        new("status", SearchParamType.Token, Core + "status"),
    ];

    public override IReadOnlyList<string> Sorts { get; } = ["_lastUpdated", "_id", "created", "billable-period"];

    public override IReadOnlyList<ServedInclude> Includes { get; } = [new("_revinclude", "ChargeItem:claim", "ChargeItem"), new("_revinclude", "Provenance:target", "Provenance")];

    protected override ServedCriterion Of(LedgerSearch search, SearchCriterion criterion) => criterion.Name switch
    {
        "_id" => search.Id(criterion),
        "_lastUpdated" => search.LastUpdated(criterion),
        "billable-period" => search.Period(criterion),
        "created" => search.Created(criterion),
        "identifier" => LedgerSearch.Identifier(criterion, Canonicals.ClaimIdentifier, Canonicals.ClaimRevisionIdentifier),
        "patient" => search.Patient(criterion),
        _ => LedgerSearch.Status(criterion, ServedStatus.ClaimSystem, ServedStatus.OfClaim),
    };
}
