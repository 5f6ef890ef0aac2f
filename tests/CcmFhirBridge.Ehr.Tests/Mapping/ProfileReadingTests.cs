using System.Runtime.CompilerServices;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>
/// What our profiles of time entry, visit, consent and care plan ask for is what the mapping reads: the valid examples come out as facts, and
/// of the invalid ones only those that are named here do all the same, because reading is lenient.
/// </summary>
public sealed class ProfileReadingTests
{
    private static readonly string s_examples = Path.GetFullPath(Path.Combine(Here(), "../../../fhir-profiles/examples"));

    [Fact]
    public void The_time_entries_are_counted_to_the_second()
    {
        var entries = Practice.Record(Valid("Encounter-time-entry.json"), Valid("Encounter-time-entry-length.json").Replace("https://ehr.example.org/fhir/", "", StringComparison.Ordinal)).TimeEntries;

        entries.Select(entry => (entry.Source.Id, entry.Activity, entry.Program, entry.Span.Interval!.Value.Duration)).ShouldBe(
        [
            ("t1", "medication-management", "ccm", TimeSpan.FromSeconds(1230)),
            ("t2", "patient-communication", "ccm", TimeSpan.FromMinutes(45)),
        ], ignoreOrder: true);
    }

    [Fact]
    public void The_visit_is_a_visit_with_its_decision_making_and_no_time_entry()
    {
        var record = Practice.Record(Valid("Encounter-visit.json"));

        record.TimeEntries.ShouldBeEmpty();
        record.DecisionMakings.ShouldHaveSingleItem().Level.ShouldBe("high");
        var visit = record.OtherServices.ShouldHaveSingleItem();
        (visit.Code, visit.CcmDiscussed, visit.ExtendedPlanning).ShouldBe(("99214", true, true));
    }

    [Fact]
    public void The_consents_say_from_when_they_stand_and_what_was_told()
    {
        var given = Consent("Consent-given.json", "p1");
        (given.Status, given.Denies, given.BillingPractitioner?.Reference).ShouldBe(("active", false, "Practitioner/dr-a"));
        given.PeriodStart.ShouldNotBeNull();
        given.Disclosures.ShouldBe(new ConsentDisclosures(true, true, true, true));
        var withdrawn = Consent("Consent-withdrawn.json", "p2");
        (withdrawn.Status, withdrawn.PeriodEnd is not null).ShouldBe(("inactive", true));
        var refused = Consent("Consent-refused.json", "p3");
        (refused.Status, refused.Denies, refused.RecordedAt is not null).ShouldBe(("rejected", true, true));
    }

    [Fact]
    public void The_care_plan_is_in_force_shared_revised_and_attested()
    {
        var plan = Practice.Record(Valid("CarePlan-in-force.json")).CarePlans.ShouldHaveSingleItem();

        (plan.Status, plan.Intent, plan.IsCcmCategory, plan.Author?.Reference).ShouldBe(("active", "plan", true, "Practitioner/dr-a"));
        new object?[] { plan.Start, plan.Created, plan.SharedAt, plan.RevisedAt }.ShouldAllBe(moment => moment != null);
        plan.Addresses.ShouldBe(["Condition/c1", "Condition/c2"]);
        var attestation = plan.Attestation.ShouldNotBeNull();
        (attestation.Attester?.Reference, attestation.ExpectedDuration, attestation.SignificantRisk).ShouldBe(("Practitioner/dr-a", true, true));
    }

    [Fact]
    public void Of_the_invalid_time_entries_only_these_are_counted_all_the_same() =>
        Read("ccm-time-entry", record => record.TimeEntries.Any(Counts)).ShouldBe(
        [
            // Of several the first is taken, and what is no code is no programme.
            "Encounter.extension:decisionMaking max", "Encounter.extension:recorded max", "Encounter.type.coding:activity max", "Encounter.type.coding:program.code min",
        ]);

    [Fact]
    public void Of_the_invalid_consents_only_these_stand_all_the_same() => Read("ccm-consent", record => record.Consents.Any(Stands)).ShouldBe(
        ["Consent.extension:disclosures max", "Consent.extension:billingPractitioner max"]);

    [Fact]
    public void Of_the_invalid_care_plans_only_these_stand_all_the_same() => Read("ccm-care-plan", record => record.CarePlans.Any(Stands)).ShouldBe(
        ["CarePlan.extension:shared max", "CarePlan.extension:revised max", "CarePlan.extension:attestation max"]);

    private static bool Stands(CcmConsent consent) =>
        consent.Status is "active" or "inactive" or "rejected" && (consent.PeriodStart ?? consent.RecordedAt) is not null && (consent.Status != "inactive" || consent.PeriodEnd is not null);

    private static bool Stands(CcmCarePlan plan) =>
        plan is { IsCcmCategory: true, Status: "active", Intent: "plan" or "order" } && (plan.Start ?? plan.Created) is not null;

    private static CcmConsent Consent(string name, string patient) =>
        Practice.Record(Valid(name).Replace($"Patient/{patient}", "Patient/p1", StringComparison.Ordinal)).Consents.ShouldHaveSingleItem();

    private static bool Counts(TimeEntry entry) =>
        entry.Program == CcmActivities.CcmProgram && entry.Span.Problem == SpanProblem.None && !entry.Performers.IsEmpty && CcmActivities.Standing(entry.Activity, Practice.Tenant.Policy) == ActivityStanding.Countable;

    private static IEnumerable<string> Read(string profile, Func<PatientRecord, bool> isRead) =>
        InvalidExamples.Read(Path.Combine(s_examples, "invalid", profile + ".json")).All
            .Where(example => isRead(Practice.Record(System.Text.Encoding.UTF8.GetString(example.Apply(File.ReadAllBytes(Path.Combine(s_examples, example.Of)))))))
            .Select(example => example.Rule);

    private static string Valid(string name) => File.ReadAllText(Path.Combine(s_examples, name));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
