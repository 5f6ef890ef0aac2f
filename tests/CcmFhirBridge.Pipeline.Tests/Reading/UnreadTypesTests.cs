using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reading;

/// <summary>Types that the EHR has and does not grant, or does not have: what is remembered of them, and when they are read anew.</summary>
public sealed class UnreadTypesTests
{
    private readonly FakeReader _reader = new();
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);

    public UnreadTypesTests() => _reader.Add("Practitioner/a - 0 x", "Patient/p1 p1 1 x", "Encounter/e1 p1 4 x", "Consent/c1 p1 5 x", "Coverage/v1 p1 5 x");

    [Fact]
    public async Task What_is_not_granted_is_unknown_and_the_read_is_complete_all_the_same()
    {
        _reader.NotGranted["Consent"] = false;

        var report = await RunAsync();

        (report.IsComplete, Of(report, "Consent").Kind, Of(report, "Consent").Read).ShouldBe((true, ReadKind.NotGranted, 0));
        (await _store.UnreadTypesAsync(default)).ShouldBe(["Consent"]);
        report.News.ShouldBe(["Consent is not known: the EHR did not grant it"]);
        (await RunAsync()).News.ShouldBeEmpty("it was told before");
    }

    [Fact]
    public async Task What_is_granted_again_is_read_anew_and_known_once_it_was_read_whole()
    {
        await RunAsync();
        _reader.NotGranted["Consent"] = false;
        await RunAsync();
        _store.Keys.ShouldContain("Consent/c1");
        _reader.NotGranted.Clear();
        _reader.Lines["Consent"].Clear();
        _reader.Add("Consent/c2 p1 5 x");
        _reader.Incomplete.Add("Consent");

        var half = Of(await RunAsync(), "Consent");
        (half.Kind, half.PossiblyIncomplete).ShouldBe((ReadKind.Full, true));
        (await _store.UnreadTypesAsync(default)).ShouldBe(["Consent"]);

        _reader.Incomplete.Clear();
        Of(await RunAsync(), "Consent").Kind.ShouldBe(ReadKind.Full);
        (await _store.UnreadTypesAsync(default)).ShouldBeEmpty();
        _store.Keys.ShouldNotContain("Consent/c1", "what went meanwhile is missed by a whole read only");
        Of(await RunAsync(), "Consent").Kind.ShouldBe(ReadKind.Changes);
    }

    [Fact]
    public async Task A_part_is_read_and_tells_nothing()
    {
        _reader.NotGranted["Coverage"] = true;

        var report = await RunAsync();

        (Of(report, "Coverage").Read, Of(report, "Coverage").Kind).ShouldBe((1, ReadKind.Full));
        (await _store.UnreadTypesAsync(default)).ShouldBe(["Coverage"]);
        Of(await RunAsync(), "Coverage").Kind.ShouldBe(ReadKind.Changes, "a part is not read whole again and again");
    }

    [Theory]
    [InlineData("Consent", true)]
    [InlineData("CarePlan", true)]
    [InlineData("Condition", true)]
    [InlineData("Coverage", false)]
    [InlineData("Claim", false)]
    [InlineData("Location", false)]
    public async Task An_EHR_that_does_not_have_a_type_keeps_consents_plans_and_conditions_elsewhere(string type, bool isUnread)
    {
        _reader.Lines.Remove(type);
        _reader.NotOffered.Add(type);

        await RunAsync();

        (await _store.UnreadTypesAsync(default)).Contains(type).ShouldBe(isUnread);
    }

    [Theory]
    //          the EHR does not have   it does not grant     what is unknown
    [InlineData("CarePlan", "", "")]
    [InlineData("DocumentReference", "", "DocumentReference")]
    [InlineData("CarePlan DocumentReference", "", "DocumentReference")]
    [InlineData("", "CarePlan", "CarePlan")]
    [InlineData("CarePlan", "DocumentReference", "DocumentReference")]
    public async Task Where_plans_are_documents_an_EHR_without_care_plans_keeps_nothing_back(string notOffered, string notGranted, string unread)
    {
        _reader.NotOffered.UnionWith(notOffered.Split(' '));
        if (notGranted.Length > 0)
            _reader.NotGranted[notGranted] = false;
        var tenant = Practice.Tenant with { Ehr = Practice.Tenant.Ehr with { AlsoRead = [EhrTypes.Documents] } };

        var report = await new SyncRun(_reader, _store, new LineMapping("1"), tenant, _time).RunAsync(full: false, null, default);

        report.Types.Select(type => type.ResourceType).ShouldBe(tenant.Ehr.Types);
        string.Join(' ', report.UnreadTypes).ShouldBe(unread);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("not offered", "QuestionnaireResponse")]
    [InlineData("not granted", "QuestionnaireResponse")]
    public async Task Where_answers_tell_lengths_they_are_unknown_as_long_as_they_are_not_read(string withheld, string unread)
    {
        if (withheld == "not offered")
            _reader.NotOffered.Add("QuestionnaireResponse");
        if (withheld == "not granted")
            _reader.NotGranted["QuestionnaireResponse"] = false;
        var tenant = Practice.Tenant with { Ehr = Practice.Tenant.Ehr with { AlsoRead = [EhrTypes.Answers] } };

        var report = await new SyncRun(_reader, _store, new LineMapping("1"), tenant, _time).RunAsync(full: false, null, default);

        report.Types.Select(type => type.ResourceType).ShouldBe([.. EhrTypes.InOrder, "QuestionnaireResponse"]);
        string.Join(' ', report.UnreadTypes).ShouldBe(unread);
    }

    [Theory]
    [InlineData("Patient", false)]
    [InlineData("Encounter", false)]
    [InlineData("Practitioner", false)]
    [InlineData("Consent", true)]
    [InlineData("Coverage", true)]
    public async Task Only_what_holds_by_itself_lets_a_month_close_when_its_scope_is_taken_away(string type, bool complete)
    {
        await RunAsync();
        _reader.NotGranted[type] = false;

        (await RunAsync(full: true)).IsComplete.ShouldBe(complete);
    }

    [Fact]
    public async Task Of_documents_only_those_that_say_something_name_whom_to_read()
    {
        _reader.Add("DocumentReference/plan p1 6 x \"reference\":\"Practitioner/author\"", "DocumentReference/other p1 6 letter \"reference\":\"Practitioner/stranger\"");
        var tenant = Practice.Tenant with { Ehr = Practice.Tenant.Ehr with { AlsoRead = [EhrTypes.Documents] } };

        await new SyncRun(_reader, _store, new LineMapping("1"), tenant, _time).RunAsync(full: false, null, default);

        _reader.Asked.Where(query => query.Id is not null).Select(query => query.Id).ShouldBe(["author"]);
        _store.Keys.ShouldContain("DocumentReference/other", "a changed table may say more of it");
    }

    [Fact]
    public async Task Who_is_named_and_not_listed_is_read_by_reference()
    {
        _reader.ById["Practitioner/n1"] = "Practitioner/n1 - 0 x";
        _reader.ById["Practitioner/n2"] = "Practitioner/n2 - 0 x";
        _reader.Add("Encounter/e2 p1 6 \"reference\":\"Practitioner/n1\"", "Encounter/e3 p1 6 \"reference\":\"https:\\/\\/ehr.example\\/fhir\\/Practitioner\\/n2\\/_history\\/3\"");
        _reader.Add("Encounter/e4 p1 6 \"reference\":\"https://evil.example/fhir/Practitioner/n3\"", "Encounter/e5 p1 6 \"reference\":\"Practitioner/..\"", "Encounter/e6 p1 6 \"reference\":\"#n4\"");
        _reader.Add("Condition/k1 p1 6 \"reference\":\"Practitioner/n5\"", "Encounter/e7 p1 6 \"reference\":\"Practitioner/gone\"");

        var report = await RunAsync();

        (Of(report, "Practitioner").ByReference, report.AddsUp, report.IsComplete).ShouldBe((2, true, true));
        _reader.Asked.Where(query => query.Id is not null).Select(query => query.Id).ShouldBe(["gone", "n1", "n2"]);
        _store.Keys.ShouldContain("Practitioner/n2");
        _reader.Asked.Clear();
        await RunAsync();
        _reader.Asked.Where(query => query.Id is not null).Select(query => query.Id).ShouldBe(["gone"], "who is known is not asked for again");
        _reader.Asked.Clear();
        await RunAsync(full: true);
        _reader.Asked.Where(query => query.Id is not null).Select(query => query.Id).ShouldBe(["gone", "n1", "n2"]);
        _store.Keys.ShouldContain("Practitioner/n1");
    }

    private static TypeSync Of(SyncReport report, string type) => report.Types.Single(each => each.ResourceType == type);

    private Task<SyncReport> RunAsync(bool full = false) => new SyncRun(_reader, _store, new LineMapping("1"), Practice.Tenant, _time).RunAsync(full, null, default);
}
