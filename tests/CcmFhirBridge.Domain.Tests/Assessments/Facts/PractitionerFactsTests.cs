using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>Under whom the month is billed, and whose another service is.</summary>
public sealed class PractitionerFactsTests
{
    private const string Npi = "1444444440";

    private static readonly PractitionerIdentity DrC = new("Practitioner/dr-c", Npi, PerformerRole.Practitioner);

    private static Records Alone => Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { GeneralPractitioners = [], CarePlans = [Records.Plan("2026-01-10") with { Author = null }] });

    private static Tenant Default(string reference, params PractitionerSetting[] practitioners) =>
        TestTenant.WithBilling(billing => billing with { DefaultPractitioner = reference }) with { Practitioners = [.. practitioners] };

    [Theory]
    [InlineData("MD", true)]
    [InlineData("DO", true)]
    [InlineData("NP", true)]
    [InlineData("CNP", true)]
    [InlineData("CANP", true)]
    [InlineData("CPNP", true)]
    [InlineData("FPNP", true)]
    [InlineData("PA", true)]
    [InlineData("CNS", true)]
    [InlineData("CNM", true)]
    [InlineData("md", true)]
    [InlineData("RN", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_letters_of_the_tenant_file_say_who_can_bill(string? credential, bool bills) =>
        (Alone.Assess(Default("Practitioner/dr-c", new PractitionerSetting("Practitioner/dr-c", Npi, credential, null, false))).BillingPractitioner?.Reference == "Practitioner/dr-c").ShouldBe(bills);

    [Fact]
    public void A_role_of_the_tenant_file_goes_before_the_letters()
    {
        Alone.Assess(Default("Practitioner/dr-c", new PractitionerSetting("Practitioner/dr-c", Npi, "RN", PerformerRole.Practitioner, false))).BillingPractitioner.ShouldBe(DrC);
        Alone.Assess(Default("Practitioner/dr-c", new PractitionerSetting("Practitioner/dr-c", Npi, "MD", PerformerRole.ClinicalStaff, false))).BillingPractitioner.ShouldBeNull();
        Alone.Assess(Default("Practitioner/dr-c", new PractitionerSetting("Practitioner/dr-c", null, "MD", null, false))).BillingPractitioner.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, PerformerRole.Practitioner, null)]
    [InlineData(Npi, PerformerRole.Practitioner, "Practitioner/dr-c")]
    [InlineData(Npi, PerformerRole.ClinicalStaff, null)]
    [InlineData(Npi, PerformerRole.Unknown, null)]
    public void A_default_that_the_tenant_file_does_not_describe_is_known_from_the_directory(string? npi, PerformerRole role, string? bills)
    {
        Alone.Assess(Default("Practitioner/dr-c")).BillingPractitioner.ShouldBeNull();
        var known = Alone.With(record => record with { DefaultPractitioner = new PractitionerIdentity("Practitioner/dr-c", npi, role) });
        (known.Assess(Default("Practitioner/dr-c")).BillingPractitioner?.Reference).ShouldBe(bills);
        known.Assess(Default("Practitioner/dr-c", new PractitionerSetting("Practitioner/dr-c", "1555555558", "MD", null, false))).BillingPractitioner!.Npi.ShouldBe("1555555558");
        known.With(record => record with { GeneralPractitioners = [TestTenant.DrB] }).Assess(Default("Practitioner/dr-c")).BillingPractitioner.ShouldBe(TestTenant.DrB);
    }

    [Theory]
    [InlineData("tenant file")]
    [InlineData("general practitioner")]
    [InlineData("plan")]
    [InlineData("document")]
    [InlineData("entry")]
    [InlineData("service")]
    [InlineData("decision making")]
    public void Whoever_a_person_names_is_known_from_anywhere(string where)
    {
        var records = Alone.With(record => record with
        {
            Decisions = [new HumanDecision { Patient = "Patient/p1", Month = Records.April, Kind = DecisionKind.BillingPractitioner, By = "biller", At = Records.Local("05-02 10:00"), Reason = "Asked.", Practitioner = "npi:" + Npi }],
        });
        records.Assess().BillingPractitioner.ShouldBeNull();
        records = where switch
        {
            "general practitioner" => records.With(record => record with { GeneralPractitioners = [TestTenant.DrB, DrC] }),
            "document" => records.With(record => record with { CarePlans = [record.CarePlans[0] with { OtherAuthors = [TestTenant.Nurse, DrC] }] }),
            "plan" => records.With(record => record with { CarePlans = [.. record.CarePlans, Records.Plan("2026-01-10") with { Source = new SourceReference("CarePlan", "old"), Status = "revoked", Author = DrC }] }),
            "entry" => records.Time("04-15 10:00", 60, DrC),
            "service" => records.Service(Records.Visit("99213", "2026-03-01", DrC)),
            "decision making" => records.With(record => record with { DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "low", null, [DrC])] }),
            _ => records,
        };
        var tenant = where == "tenant file" ? TestTenant.Lakeside with { Practitioners = [new PractitionerSetting("Practitioner/dr-c", Npi, "MD", null, false)] } : TestTenant.Lakeside;
        var assessment = records.Assess(tenant);
        assessment.BillingPractitioner.ShouldBe(DrC);
        assessment.Says("practitioner.npi").ShouldBe($"met: The billing practitioner is known and has an NPI. <Decision/{assessment.Decisions[0].Decision.Id}>");
    }

    [Fact]
    public void Plans_of_one_person_under_two_references_do_not_contradict()
    {
        var other = Records.Plan("2026-01-10") with { Source = new SourceReference("CarePlan", "plan0"), Author = TestTenant.DrA with { Reference = "Practitioner/a-second-chart" } };
        var assessment = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { CarePlans = [.. record.CarePlans, other] }).Assess();
        assessment.Says("practitioner.npi").ShouldBe("met: The billing practitioner is known and has an NPI. <CarePlan/plan0 CarePlan/plan1>");
        assessment.BillingPractitioner!.Reference.ShouldBe("Practitioner/a-second-chart");
    }

    [Theory]
    //          authors of the plans, in the order of the record      who bills, and whether the plans agree
    [InlineData("a b", "Practitioner/dr-a", "cannot-tell hold")]
    [InlineData("b a", "Practitioner/dr-a", "cannot-tell hold")]
    [InlineData("b a b", "Practitioner/dr-a", "cannot-tell hold")]
    [InlineData("a nurse", "Practitioner/dr-a", "met")]
    [InlineData("nurse b", "Practitioner/dr-b", "met")]
    [InlineData("nobody b", "Practitioner/dr-b", "met")]
    [InlineData("unnumbered b", "Practitioner/dr-b", "met")]
    [InlineData("second a", "Practitioner/a-second-chart", "met")]      // one person: the reference that sorts first
    [InlineData("a second", "Practitioner/a-second-chart", "met")]
    [InlineData("nurse", "Practitioner/dr-b", "met")]                   // no author can bill: the general practitioner
    public void The_author_who_sorts_first_bills_whatever_the_order_of_the_plans(string authors, string bills, string answer)
    {
        PractitionerIdentity? Author(string name) => name switch
        {
            "a" => TestTenant.DrA,
            "b" => TestTenant.DrB,
            "second" => TestTenant.DrA with { Reference = "Practitioner/a-second-chart" },
            "unnumbered" => TestTenant.DrA with { Npi = null },
            "nurse" => TestTenant.Nurse,
            _ => null,
        };
        var assessment = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with
        {
            GeneralPractitioners = [TestTenant.DrB],
            CarePlans = [.. authors.Split(' ').Select((author, at) => Records.Plan("2026-01-10") with { Source = new SourceReference("CarePlan", FormattableString.Invariant($"plan{at}")), Author = Author(author) })],
        }).Assess();
        (assessment.BillingPractitioner!.Reference, assessment.Answer("practitioner.npi")).ShouldBe((bills, answer));
    }

    [Theory]
    //          authors of one document                whether they agree
    [InlineData("a", "met")]
    [InlineData("a nurse", "met")]
    [InlineData("a second", "met")]
    [InlineData("a unnumbered", "met")]
    [InlineData("a nurse b", "cannot-tell hold")]
    public void Authors_of_one_document_who_can_both_bill_name_nobody_for_certain(string authors, string answer)
    {
        var people = authors.Split(' ').Select(name => name switch
        {
            "a" => TestTenant.DrA,
            "b" => TestTenant.DrB,
            "second" => TestTenant.DrA with { Reference = "Practitioner/a-second-chart" },
            "unnumbered" => TestTenant.DrB with { Npi = null },
            _ => TestTenant.Nurse,
        }).ToList();
        var plan = Records.Plan("2026-01-10") with { Source = new SourceReference("DocumentReference", "d1"), Author = people[0], OtherAuthors = [.. people.Skip(1)] };

        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { CarePlans = [plan] }).Assess().Answer("practitioner.npi").ShouldBe(answer);
    }

    [Fact]
    public void What_names_the_practitioner_is_shown_in_one_order_and_the_tenant_files_word_is_no_resource()
    {
        var second = Records.Plan("2026-01-10") with { Source = new SourceReference("CarePlan", "plan0") };
        Records.Eligible().With(record => record with { CarePlans = [.. record.CarePlans, second] }).Assess().Says("practitioner.npi")
            .ShouldBe("met: The billing practitioner is known and has an NPI. <CarePlan/plan0 CarePlan/plan1>");
        Alone.Assess(Default("Practitioner/dr-c", new PractitionerSetting("Practitioner/dr-c", Npi, "MD", null, false))).Says("practitioner.npi")
            .ShouldBe("met: The billing practitioner is known and has an NPI.");
    }

    [Fact]
    public void The_author_of_a_plan_of_another_time_does_not_bill() =>
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with
        {
            CarePlans = [Records.Plan("2025-01-10") with { Source = new SourceReference("CarePlan", "plan0"), Author = TestTenant.DrB, End = Records.Day("2026-03-31") }, .. record.CarePlans],
        }).Assess().Answer("practitioner.npi").ShouldBe("met");

    public static TheoryData<string, string> Whose => new()
    {
        //  who, and which practice: what it says of home health, which is blocked in the own practice and only said elsewhere
        { "a tin:123456789", "not-met block" }, { "a tin:987654321", "not-met block" }, { "a -", "not-met block" },
        { "b tin:12-3456789", "not-met block" }, { "b npi:1234567893", "not-met block" }, { "b tin:987654321", "not-met warn" }, { "b npi:1999999999", "not-met warn" },
        { "b -", "cannot-tell hold" }, { "b Organization/x", "cannot-tell hold" },
        { "a+b tin:987654321", "not-met block" },
        { "reference tin:987654321", "cannot-tell hold" },      // without an NPI it may be the same person
        { "nobody tin:987654321", "cannot-tell hold" }, { "nobody tin:123456789", "not-met block" },
        { "participant-a tin:987654321", "not-met block" }, { "participant-b tin:987654321", "not-met warn" }, { "participant-reference tin:987654321", "cannot-tell hold" },
        { "b+participant-a tin:987654321", "not-met warn" },    // a performer goes before whoever took part
        { "b+reference tin:987654321", "cannot-tell hold" },
    };

    [Theory]
    [MemberData(nameof(Whose))]
    public void Another_service_is_the_practitioners_the_practices_somebody_elses_or_cannot_be_told(string what, string answer)
    {
        var words = what.Split(' ');
        PractitionerIdentity reference = new("Practitioner/dr-a-in-another-EHR", null, PerformerRole.Practitioner);
        PractitionerIdentity Person(string name) => name switch { "a" => TestTenant.DrA, "b" => TestTenant.DrB, _ => reference };
        var named = words[0].Split('+');
        var service = Records.Visit("G0181", "2026-04-08") with
        {
            Organization = words[1] == "-" ? null : words[1],
            Performers = [.. named.Where(name => name != "nobody" && !name.StartsWith("participant")).Select(Person)],
            Participants = [.. named.Where(name => name.StartsWith("participant")).Select(name => new Performer(Person(name["participant-".Length..]), null))],
        };
        Records.Eligible().Time("04-14 10:00", 1200).Service(service).Assess().Answer("other-service.home-health").ShouldBe(answer);
    }

    [Theory]
    [InlineData("a", "met")]
    [InlineData("a nurse", "met")]
    [InlineData("a b", "cannot-tell hold")]     // a claim names who submits it as well as who worked
    [InlineData("b", "cannot-tell hold")]
    [InlineData("participant", "cannot-tell hold")]
    public void A_visit_is_the_practitioners_where_nobody_else_who_bills_is_named(string who, string answer)
    {
        var visit = Records.Visit("99213", "2026-01-05") with
        {
            Performers = [.. who.Split(' ').Where(name => name != "participant").Select(name => name switch { "a" => TestTenant.DrA, "b" => TestTenant.DrB, _ => TestTenant.Nurse })],
            Participants = who == "participant" ? [new Performer(TestTenant.DrA, null)] : [],
        };
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { OtherServices = [visit] }).Assess().Answer("visit.initiating").ShouldBe(answer);
    }

    [Fact]
    public void Of_several_claims_of_ours_the_last_is_cited_for_who_bills() =>
        Records.Eligible().Time("04-14 10:00", 1200).With(static record => record with
        {
            OwnClaims =
            [
                new OwnClaim(new SourceReference("Claim", "february"), "one", Records.Day("2026-02-10"), TestTenant.DrB),
                new OwnClaim(new SourceReference("Claim", "march"), "two", Records.Day("2026-03-10"), TestTenant.DrA),
            ],
        }).Assess().Says("practitioner.npi").ShouldEndWith("<Claim/march>");
}
