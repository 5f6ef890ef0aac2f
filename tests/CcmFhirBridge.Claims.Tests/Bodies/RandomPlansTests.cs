using System.Collections.Immutable;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CsCheck;

namespace CcmFhirBridge.Claims.Tests.Bodies;

public sealed class RandomPlansTests
{
    private static readonly (string Base, string? AddOn)[] Families = [("99490", "99439"), ("99487", "99489"), ("99491", "99437"), ("99490", "G2058"), ("99490", null)];
    private static readonly string[] Codes = ["E11.9", "I10", "I50.22", "N18.31", "J44.9", "F32.9", "M05.79", "E78.5", "G30.9", "C50.911", "I48.91", "J45.40"];

    private static readonly Gen<ClaimRequest> Orders =
        from family in Gen.Int[0, Families.Length - 1]
        from month in Gen.Int[0, 119]
        from day in Gen.Int[1, 28]
        from cents in Gen.Int[0, 99_999].Array[2]
        from units in Gen.Int[1, 9]
        from diagnoses in Gen.Int[1, 12]
        from entries in Gen.Int[1, 8]
        from seconds in Gen.Int[1, 100_000]
        from flags in Gen.Int[0, 15]
        from filed in Gen.Int[0, 3]
        from revision in Gen.Int[1, 99]
        select Order(Families[family], new ServiceMonth(2021, 1).AddMonths(month), day, cents, units, diagnoses, entries, seconds, flags, (FiledThrough)filed, revision);

    [Fact]
    public void A_valid_plan_always_gives_conforming_bodies_whose_total_is_the_sum_of_the_lines() => Orders.Sample(
        order =>
        {
            var claim = ClaimBuilder.Build(order);
            ConformanceGate.Default.Check(CanonicalJson.Write(claim)).ShouldBeEmpty();
            claim.Total!.Value.ShouldBe(order.Plan.Lines.Sum(line => line.Units * line.UnitCharge!.Value));
            claim.Total.Value.ShouldBe(claim.Item.Sum(item => item.Net!.Value));
            foreach (var line in order.Plan.Lines)
                ConformanceGate.Default.Check(CanonicalJson.Write(ChargeItemBuilder.Build(order, line))).ShouldBeEmpty();
        },
        iter: 1_000,
        threads: 1);

    private static ClaimRequest Order(
        (string Base, string? AddOn) family, ServiceMonth month, int day, int[] cents, int units, int diagnoses, int entries, int seconds, int flags, FiledThrough filed, int revision)
    {
        var date = month.FirstDay.AddDays(day - 1);
        var first = Line(family.Base, 1, cents[0], date);
        ImmutableArray<ServiceLine> lines = family.AddOn is { } addOn ? [first, Line(addOn, units, cents[1], date)] : [first];
        if ((flags & 8) != 0)
            lines = lines.Add(Line("G0506", 1, cents[1], date.AddDays(day == 1 ? 1 : -1)) with { Visit = new SourceReference("Encounter", "visit") });
        var usual = Requests.Plan();
        var plan = usual with
        {
            Patient = $"Patient/p{seconds}",
            Month = month,
            Lines = lines,
            Diagnoses = [.. Codes[..diagnoses].Select((code, at) => new Diagnosis(code, code, new SourceReference("Condition", $"c{at}")))],
            TimeEntries = [.. Enumerable.Range(1, entries).Select(at => new SourceReference("Encounter", $"t{at}"))],
            CountedSeconds = seconds,
            Coverage = (flags & 1) == 0 ? usual.Coverage : null,
            Consent = (flags & 2) == 0 ? usual.Consent : null,
            CarePlan = (flags & 4) == 0 ? usual.CarePlan : null,
        };
        return Requests.Of(plan, filed, revision);
    }

    private static ServiceLine Line(string code, int units, int cents, DateOnly date)
    {
        var unit = cents / 100m;
        return new ServiceLine(code, units, date, unit, units * unit, null);
    }
}
