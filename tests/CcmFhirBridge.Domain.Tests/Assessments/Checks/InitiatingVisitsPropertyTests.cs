using System.Globalization;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;
using CsCheck;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>A visit is in the look-back before the day on which care management began, whether or not that day had to be worked out for it.</summary>
public sealed class InitiatingVisitsPropertyTests
{
    private const int Samples = 20_000;
    private const int MostDaysBefore = 800;

    private static readonly string[] Codes = ["99213", "G0439", "99490", "99426"];
    private static readonly string[] Activities = ["care-coordination", "care-coordination", "scheduling", "contact-attempt"];
    private static readonly PractitionerIdentity[] People = [TestTenant.Nurse, TestTenant.DrA, TestTenant.Desk];
    private static readonly DateOnly Last = Records.April.LastDay;

    // Days before the month's last; below none of them lies after the month.
    private static readonly Gen<DateOnly> ADay = Gen.OneOf(Gen.Int[-5, 40], Gen.Int[330, 420], Gen.Int[0, MostDaysBefore]).Select(static before => Last.AddDays(-before));

    private static readonly Gen<TimeEntry> AnEntry = Gen.Select(ADay, Gen.Int[0, 23], Gen.Int[0, 300], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 1_000_000]).Select(static (day, hour, minutes, activity, who, id) => new TimeEntry
    {
        Source = new SourceReference("Encounter", "e" + id.ToString(CultureInfo.InvariantCulture)),
        Activity = Activities[activity],
        Program = minutes % 10 == 0 ? "rpm" : "ccm",
        Span = EntrySpan.Of(new Interval(At(day, hour), At(day, hour).AddMinutes(minutes))),
        Performers = minutes % 7 == 0 ? [] : [new Performer(People[who], null)],
    });

    private static readonly Gen<OtherService> AService = Gen.Select(ADay, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool).Select(static (day, code, length, own) =>
        Records.Visit(Codes[code], Iso(day), own ? TestTenant.DrA : TestTenant.DrB) with { End = length == 0 ? null : Records.Day(Iso(day.AddDays(length))), Organization = own ? "tin:123456789" : null });

    private static readonly Gen<PatientRecord> ARecord = Gen.Select(AnEntry.Array[0, 4], AService.Array[1, 5], ADay.Array[0, 2], ADay).Select(static (entries, services, claims, consent) => Records.Eligible().Record with
    {
        TimeEntries = [.. entries.DistinctBy(static entry => entry.Source)],
        OtherServices = [.. services],
        OwnClaims = [.. claims.Select(static (day, at) => new OwnClaim(new SourceReference("Claim", $"own{at}"), $"claim{at}", Records.Day(Iso(day)), TestTenant.DrA))],
        Consents = [Records.GivenOn(Iso(consent))],
    });

    [Fact]
    public void A_listed_visit_is_one_between_the_first_day_of_the_look_back_and_the_start() => ARecord.Sample(record =>
    {
        var (facts, known) = (Facts(record), Facts(record));
        var (since, start) = (known.VisitsSince(), known.StartOfCcm());
        return Enumerable.Range(0, record.OtherServices.Length).All(at =>
        {
            var service = record.OtherServices[at];
            var (first, last) = (service.Start!.Value.FirstDay(known.Zone), (service.End ?? service.Start.Value).LastDay(known.Zone));
            return InitiatingVisits.IsListed(facts, at) == (service.Code is "99213" or "G0439" && since <= first && last <= start);
        });
    }, iter: Samples);

    [Fact]
    public void Care_management_never_began_before_the_day_that_it_is_said_not_to() =>
        ARecord.Sample(record => Facts(record).CcmNotBefore() <= Facts(record).StartOfCcm(), iter: Samples);

    private static CaseFacts Facts(PatientRecord record) => new(record, new PracticeMonth(TestRules.Whole, TestTenant.Lakeside, Records.April));

    private static DateTimeOffset At(DateOnly day, int hour) => TestTenant.Lakeside.TimeZone.At(day, new TimeOnly(hour, 0));

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
