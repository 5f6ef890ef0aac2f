using CcmFhirBridge.Ehr.Reading;

namespace CcmFhirBridge.Ehr.Tests.Reading;

public sealed class PageTrailTests
{
    private static readonly Uri First = new("https://ehr.example/fhir/Encounter?_count=200");

    [Fact]
    public void An_address_is_new_once()
    {
        var trail = new PageTrail(First);

        trail.Visit(First).ShouldBeFalse();
        trail.Visit(new Uri("https://ehr.example/fhir/Encounter?page=2")).ShouldBeTrue();
        trail.Visit(new Uri("https://ehr.example/fhir/Encounter?page=2")).ShouldBeFalse();
    }

    [Fact]
    public void Five_thousand_different_pages_are_no_circle()
    {
        var trail = new PageTrail(First);

        for (var page = 0; page < 5000; page++)
        {
            trail.Visit(new Uri($"https://ehr.example/fhir/Encounter?page={page}")).ShouldBeTrue();
            trail.GoesInCircles([BitConverter.GetBytes(page)]).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_same_page_for_the_third_time_is_a_circle()
    {
        var trail = new PageTrail(First);
        ReadOnlyMemory<byte>[] one = ["a"u8.ToArray()], other = ["b"u8.ToArray()];

        trail.GoesInCircles(one).ShouldBeFalse();
        trail.GoesInCircles(other).ShouldBeFalse();
        trail.GoesInCircles(one).ShouldBeFalse();
        trail.GoesInCircles(other).ShouldBeFalse();
        trail.GoesInCircles(one).ShouldBeTrue();
    }

    [Fact]
    public void Empty_pages_end_after_a_thousand_in_a_row()
    {
        var trail = new PageTrail(First);

        for (var page = 1; page < 1000; page++)
            trail.GoesInCircles([]).ShouldBeFalse();
        trail.GoesInCircles([]).ShouldBeTrue();
    }
}
