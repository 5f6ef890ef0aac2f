using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.ContractTests.Reading;

/// <summary>Reads by id of what another resource names.</summary>
public sealed class NamedReadTests
{
    private static readonly ResourceQuery s_somebody = new("Practitioner", null, null) { Id = "rn-1" };

    [Theory]
    // status  may it be there all the same
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(403, false)]
    [InlineData(400, false)]
    public async Task What_the_server_fails_to_show_is_a_gap_and_not_the_end_of_the_read(int status, bool mayBeThere)
    {
        await using var ehr = Practitioners();
        ehr.On("/Practitioner/rn-1", StubEhr.Status(status));

        var read = await ehr.ReadAsync(s_somebody);

        (read.Resources.Count, read.Gaps.Single(), read.PossiblyIncomplete).ShouldBe((0, "gap.named-not-read", mayBeThere));
    }

    [Theory]
    [InlineData(401, EhrFailure.Unauthorized)]
    [InlineData(429, EhrFailure.Throttled)]
    public async Task Who_does_not_know_us_or_is_asked_too_much_says_nothing_of_it(int status, EhrFailure failure)
    {
        await using var ehr = Practitioners();
        ehr.On("/Practitioner/rn-1", StubEhr.Status(status));

        (await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync(s_somebody))).Failure.ShouldBe(failure);
    }

    [Fact]
    public async Task A_server_that_fails_at_everything_is_down()
    {
        await using var ehr = Practitioners();
        ehr.On("/Practitioner/rn-1", StubEhr.Status(503));

        await Should.ThrowAsync<EhrException>(async () =>
        {
            for (var time = 0; time < 10; time++)
                await ehr.ReadAsync(s_somebody);
        });
    }

    private static StubEhr Practitioners() => new(metadata: """
        {"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","resource":[{"type":"Practitioner","interaction":[{"code":"read"}]}]}]}
        """);
}
