using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Tests.PatientRecords;

/// <summary>Who is the same person: <see cref="PractitionerIdentity.Person"/> says it, and what does not put it together says the same.</summary>
public sealed class PractitionerIdentityTests
{
    // People with and without a number, one who is named by nothing but a number, and one whose reference sorts behind every number.
    private static PractitionerIdentity[] People =>
    [
        new("Practitioner/a", null, PerformerRole.ClinicalStaff),
        new("Practitioner/b", null, PerformerRole.ClinicalStaff),
        new("Practitioner/a", "1111111112", PerformerRole.Practitioner),
        new("Practitioner/z", "1111111112", PerformerRole.Practitioner),
        new("Practitioner/a", "1222222228", PerformerRole.Practitioner),
        new("npi:1111111112", null, PerformerRole.Practitioner),
        new("urn:uuid:c757873d", null, PerformerRole.ClinicalStaff),
    ];

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var one = 0; one < People.Length; one++)
            {
                for (var other = 0; other < People.Length; other++)
                    pairs.Add(one, other);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Two_are_the_same_person_and_in_order_as_their_names_are(int one, int other)
    {
        var (left, right) = (People[one], People[other]);
        var order = string.CompareOrdinal(left.Person, right.Person);
        left.IsSamePerson(right).ShouldBe(order == 0);
        left.IsPerson(right.Person).ShouldBe(order == 0);
        Math.Sign(left.ComparePerson(right)).ShouldBe(Math.Sign(order));
    }

    [Theory]
    [InlineData("npi:1111111112", true)]
    [InlineData("npj:1111111112", false)]       // as long, and ends as the number does
    [InlineData("npi:1111111113", false)]
    [InlineData("npi:01111111112", false)]      // begins and ends as it should, and is longer
    [InlineData("npi:111111111", false)]
    [InlineData("1111111112", false)]
    [InlineData("Practitioner/a", false)]
    [InlineData("", false)]
    public void Whoever_has_a_number_is_named_by_it_alone(string name, bool same) =>
        new PractitionerIdentity("Practitioner/a", "1111111112", PerformerRole.Practitioner).IsPerson(name).ShouldBe(same);
}
