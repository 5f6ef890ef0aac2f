using System.Collections.Frozen;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Pipeline.Probing;

namespace CcmFhirBridge.Ehr.Tests.WritingBack;

/// <summary>Which verb is chosen by what an EHR says and what it was seen to do.</summary>
public sealed class WriteVerbsTests
{
    public static TheoryData<string, string, WriteVerb?> Choices => new()
    {
        // says (u: update-as-create, c: conditional update, t: transaction, e: conditional create, p: create), was seen (+ once, - not)
        { "uctep", "", WriteVerb.UpdateAsCreate },
        { "ctep", "", WriteVerb.ConditionalUpdate },
        { "tep", "", WriteVerb.ConditionalCreate },
        { "tep", "+t", WriteVerb.Transaction },
        { "tep", "-t", WriteVerb.ConditionalCreate },
        { "ep", "", WriteVerb.ConditionalCreate },
        { "p", "", WriteVerb.PlainCreate },
        { "", "", null },
        { "uctep", "-u", WriteVerb.ConditionalUpdate },
        { "uctep", "-u-c-e", WriteVerb.PlainCreate },
        { "uctep", "-u-c-t-e-p", null },
        { "p", "+u", WriteVerb.UpdateAsCreate },
        { "p", "+e", WriteVerb.ConditionalCreate },
        { "", "+p", WriteVerb.PlainCreate },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void The_strongest_that_is_there(string says, string seen, WriteVerb? chosen) =>
        WriteVerbs.Strongest("Claim", Says(says, "1.0"), Seen(seen, Says(says, "1.0"))).ShouldBe(chosen);

    [Theory]
    [InlineData("p", "+u", WriteVerb.PlainCreate)]
    [InlineData("up", "+u", WriteVerb.UpdateAsCreate)]
    [InlineData("ep", "-e", WriteVerb.PlainCreate)]
    [InlineData("tep", "+t", WriteVerb.Transaction)]
    public void Of_an_EHR_that_was_changed_since_only_what_it_says_or_what_it_broke_counts(string says, string seen, WriteVerb chosen) =>
        WriteVerbs.Strongest("Claim", Says(says, "2.0"), Seen(seen, Says(says, "1.0"))).ShouldBe(chosen);

    [Fact]
    public void What_was_seen_of_another_type_says_nothing() =>
        WriteVerbs.Strongest("ChargeItem", Says("uctep", "1.0"), Seen("-u", Says("uctep", "1.0"))).ShouldBe(WriteVerb.UpdateAsCreate);

    private static EhrMeasurement? Seen(string seen, Capabilities said) => seen.Length == 0 ? null : new EhrMeasurement
    {
        At = default,
        Statement = said.OfWriting,
        Verbs = [.. seen.Chunk(2).Select(pair => new MeasuredVerb("Claim", Verb(pair[1]), pair[0] == '+'))],
    };

    private static WriteVerb Verb(char letter) => letter switch
    {
        'u' => WriteVerb.UpdateAsCreate,
        'c' => WriteVerb.ConditionalUpdate,
        't' => WriteVerb.Transaction,
        'e' => WriteVerb.ConditionalCreate,
        _ => WriteVerb.PlainCreate,
    };

    private static Capabilities Says(string says, string version)
    {
        var type = new TypeCapability
        {
            Read = true,
            Search = true,
            Create = says.Contains('p'),
            Update = says.Contains('u') || says.Contains('c'),
            UpdateCreate = says.Contains('u'),
            ConditionalUpdate = says.Contains('c'),
            ConditionalCreate = says.Contains('e'),
            SearchParameters = FrozenSet<string>.Empty,
            Includes = FrozenSet<string>.Empty,
        };
        return new Capabilities
        {
            Types = new Dictionary<string, TypeCapability> { ["Claim"] = type, ["ChargeItem"] = type }.ToFrozenDictionary(),
            CommonSearchParameters = FrozenSet<string>.Empty,
            Transaction = says.Contains('t'),
            Software = "EHR " + version,
        };
    }
}
