using CcmFhirBridge.Claims;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Programmes;

/// <summary>MeasureReports: the figures of each month that was assessed, without any patient in them.</summary>
/// <param name="months">Works the months out.</param>
/// <param name="time">The clock.</param>
internal sealed class MeasureReportType(ProgrammeMonths months, TimeProvider time) : ProgrammeType(months, time)
{
    private const string Prefix = "ccm-programme-";
    private const string Core = "http://hl7.org/fhir/SearchParameter/MeasureReport-";
    private const string StatusSystem = "http://hl7.org/fhir/measure-report-status";

    public override string Name => "MeasureReport";

    public override IReadOnlyList<ServedParameter> Parameters { get; } =
    [
        ServedParameter.Id,
        ServedParameter.LastUpdated,
        new("date", SearchParamType.Date, Core + "date"),
        new("measure", SearchParamType.Reference, Core + "measure", "Measure"),
        new("period", SearchParamType.Date, Core + "period"),
        new("status", SearchParamType.Token, Core + "status"),
    ];

    protected override IEnumerable<(string Id, ServiceMonth Month)> Named(TenantCall call, IReadOnlyList<ServiceMonth> assessed) => assessed.Select(static month => (Prefix + month, month));

    protected override ServedResource Make(TenantCall call, string id, ProgrammeMonth programme)
    {
        var built = MeasureReportBuilder.Build(call.Tenant, programme.Metrics, programme.At);
        built.Id = id;
        built.Meta = new Meta { VersionId = programme.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), LastUpdated = programme.At.ToUniversalTime() };
        return new ServedResource(Name, id, programme.Version, programme.At, CanonicalJson.Write(built), Patient: null);
    }

    protected override bool? Holds(TenantCall call, SearchCriterion criterion, string id, ServiceMonth month) => criterion.Name switch
    {
        "_id" => Matches.Token(criterion, (null, id)),
        "measure" => Matches.Reference(criterion, Canonicals.Base, "Measure", Canonicals.ProgrammeMeasure.Split('/')[^1]),
        "period" => Matches.Date(
            criterion, call.Tenant.TimeZone.StartOf(month.FirstDay).UtcTicks, call.Tenant.TimeZone.StartOf(month.Next.FirstDay).UtcTicks, Time.GetUtcNow()),
        "status" => Matches.Code(criterion, StatusSystem, "complete"),
        _ => null,
    };

    // The report says when it was made to the second.
    protected override bool Holds(TenantCall call, SearchCriterion criterion, ProgrammeMonth programme)
    {
        var second = programme.At.UtcTicks - (programme.At.UtcTicks % TimeSpan.TicksPerSecond);
        return criterion.Name == "date"
            ? Matches.Date(criterion, second, second + TimeSpan.TicksPerSecond, Time.GetUtcNow())
            : Matches.Instant(criterion, programme.At, Time.GetUtcNow());
    }
}
