using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Tenants;

public sealed class EhrSettingsTests
{
    //          searches at once by the tenant file, requests at once, searches that are walked at once
    [Theory]
    [InlineData(null, 4, 4)]
    [InlineData(2, 4, 2)]
    [InlineData(4, 4, 4)]
    [InlineData(9, 4, 4)]
    [InlineData(null, 1, 1)]
    public void Never_more_searches_are_walked_at_once_than_requests_are_sent(int? reads, int requests, int walked) =>
        (TestTenant.Lakeside.Ehr with { ReadsAtOnce = reads, RequestsInFlight = requests }).ReadsInFlight.ShouldBe(walked);

    [Theory]
    [InlineData("Claim", WriteVerb.ConditionalCreate)]
    [InlineData("ChargeItem", WriteVerb.PlainCreate)]
    public void Claims_and_charges_are_written_as_each_is_set(string type, WriteVerb verb)
    {
        var ehr = TestTenant.Lakeside.Ehr with { WriteClaim = WriteBackMode.By(WriteVerb.ConditionalCreate), WriteChargeItem = WriteBackMode.By(WriteVerb.PlainCreate) };
        ehr.WriteBackOf(type).Verb.ShouldBe(verb);
    }

    [Theory]
    [InlineData("Encounter")]
    [InlineData("claim")]
    [InlineData("")]
    public void Nothing_else_is_ever_written(string type) => TestTenant.Lakeside.Ehr.WriteBackOf(type).ShouldBe(WriteBackMode.Off);

    [Fact]
    public void A_type_is_written_unless_that_is_off_and_by_one_verb_only_where_one_is_named()
    {
        (WriteBackMode.Auto.IsOff, WriteBackMode.Auto.Verb).ShouldBe((false, null));
        (WriteBackMode.Off.IsOff, WriteBackMode.Off.Verb).ShouldBe((true, null));
        var strongest = WriteBackMode.By(WriteVerb.UpdateAsCreate);
        (strongest.IsOff, strongest.Verb).ShouldBe((false, WriteVerb.UpdateAsCreate));
        strongest.ShouldNotBe(WriteBackMode.Auto);
    }
}
