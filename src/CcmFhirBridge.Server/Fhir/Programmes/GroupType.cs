using System.Globalization;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Fhir.Operations;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Programmes;

/// <summary>Groups: the roster of each month that was assessed, and that of the practice's current month under a name of its own.</summary>
/// <param name="months">Works the months out.</param>
/// <param name="time">The clock.</param>
internal sealed class GroupType(ProgrammeMonths months, TimeProvider time) : ProgrammeType(months, time)
{
    private const string Roster = "ccm-roster";
    private const string RosterIdentifier = Canonicals.Base + "/identifier/roster";
    private const string Program = "ccm";
    private const string Core = "http://hl7.org/fhir/SearchParameter/Group-";

    public override string Name => "Group";

    public override IReadOnlyList<ServedParameter> Parameters { get; } =
    [
        ServedParameter.Id,
        ServedParameter.LastUpdated,
        new("code", SearchParamType.Token, Core + "code"),
        new("identifier", SearchParamType.Token, Core + "identifier"),
        new("member", SearchParamType.Reference, Core + "member", "Patient"),
    ];

    protected override IEnumerable<(string Id, ServiceMonth Month)> Named(TenantCall call, IReadOnlyList<ServiceMonth> assessed)
    {
        var current = ServiceMonth.Of(call.Tenant.TimeZone.DayOf(Time.GetUtcNow()));
        return assessed.Select(static month => ($"{Roster}-{month}", month)).Concat(assessed.Contains(current) ? [(Roster, current)] : []);
    }

    protected override ServedResource Make(TenantCall call, string id, ProgrammeMonth programme)
    {
        var month = programme.Metrics.Month;
        var organization = call.Tenant.Billing.Organization;
        var built = new Group
        {
            Id = id,
            Meta = new Meta { VersionId = programme.Version.ToString(CultureInfo.InvariantCulture), LastUpdated = programme.At.ToUniversalTime() },
            Identifier = [new Identifier(RosterIdentifier, IdentifierOf(call, id))],
            Active = true,
            Type = Group.GroupType.Person,
            Actual = true,
            Code = new CodeableConcept(Canonicals.CcmProgram, Program),
            Name = $"Patients enrolled in chronic care management in {month}",
            Quantity = programme.Enrolled.Length,
            ManagingEntity = new ResourceReference { Type = "Organization", Identifier = new Identifier(Canonicals.Npi, organization.Npi), Display = organization.Name },
            Member = [.. programme.Enrolled.Select(patient => new Group.MemberComponent { Entity = new ResourceReference(References.Absolute(call, patient)) { Type = "Patient" }, Period = Days(month) })],
        };
        return new ServedResource(Name, id, programme.Version, programme.At, CanonicalJson.Write(built), Patient: null) { Patients = programme.Enrolled };
    }

    protected override bool? Holds(TenantCall call, SearchCriterion criterion, string id, ServiceMonth month) => criterion.Name switch
    {
        "_id" => Matches.Token(criterion, (null, id)),
        "code" => Matches.Token(criterion, (Canonicals.CcmProgram, Program)),
        "identifier" => Matches.Token(criterion, (RosterIdentifier, IdentifierOf(call, id))),
        _ => null,
    };

    protected override bool Holds(TenantCall call, SearchCriterion criterion, ProgrammeMonth programme) => criterion.Name == "member"
        ? Matches.Ids(criterion, call.Ehr, "Patient").Any(id => programme.Enrolled.Contains($"Patient/{id}"))
        : Matches.Instant(criterion, programme.At, Time.GetUtcNow());

    private static string IdentifierOf(TenantCall call, string id) => $"{call.Tenant.Slug}-{id}";

    private static Period Days(ServiceMonth month) => new() { Start = Day(month.FirstDay), End = Day(month.LastDay) };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
