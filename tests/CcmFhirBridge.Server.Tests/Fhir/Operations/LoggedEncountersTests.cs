using System.Globalization;
using CcmFhirBridge.Server.Fhir.Operations;

namespace CcmFhirBridge.Server.Tests.Fhir.Operations;

public sealed class LoggedEncountersTests
{
    private static readonly DateTimeOffset s_logged = DateTimeOffset.Parse("2026-04-19T16:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2026-04-20T09:00:00Z", "2026-04-20T09:00:00Z")]
    [InlineData("2026-04-19T16:00:00Z", "2026-04-19T16:00:00.0000001Z")]
    [InlineData("2026-04-18T16:00:00Z", "2026-04-19T16:00:00.0000001Z")]
    public void What_is_taken_back_is_the_newer_version_whatever_the_clock_says(string now, string updated)
    {
        var time = new TimeToLog(s_logged.AddMinutes(-30), s_logged.AddMinutes(-10), "care-coordination", "ccm", "Practitioner/rn", Identifier: null);
        var entry = LoggedEncounters.Parse(LoggedEncounters.Make("ccm-log-a", "Patient/p1", time, s_logged));

        var taken = LoggedEncounters.Parse(LoggedEncounters.Void(entry, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));

        (LoggedEncounters.IsVoid(entry), LoggedEncounters.IsVoid(taken)).ShouldBe((false, true));
        (taken.Meta!.VersionId, taken.Meta.LastUpdated).ShouldBe(("2", DateTimeOffset.Parse(updated, CultureInfo.InvariantCulture)));
        (taken.Period!.Start, taken.Period.End, taken.Subject!.Reference).ShouldBe((entry.Period!.Start, entry.Period.End, "Patient/p1"));
    }
}
