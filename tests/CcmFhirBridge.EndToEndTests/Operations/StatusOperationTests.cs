using System.Net;
using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>What is told of a patient's month: status, minutes, explanation, plan.</summary>
public sealed class StatusOperationTests : IAsyncLifetime
{
    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync() => _practice = await ServedPractice.StartAsync();

    public ValueTask DisposeAsync() => _practice.DisposeAsync();

    [Fact]
    public async Task The_status_says_what_the_month_comes_to_and_why()
    {
        foreach (var truth in _practice.Ehr.Practice.Truth)
        {
            var status = (await _practice.GetAsync($"{truth.Patient}/$ccm-status?month={Bridge.Month}")).ShouldBe(HttpStatusCode.OK);

            status.Value("outcome").ShouldBe(truth.Outcome, truth.Scenario);
            status.Value("month").ShouldBe(Bridge.Month);
            status.Value("patient").ShouldBe($"{_practice.Ehr.Ehr.BaseUrl}/{truth.Patient}");
            status.Parts("line").Select(static line => $"{Of(line, "code")}x{Of(line, "units")} {Of(line, "dateOfService")}")
                .ShouldBe(truth.Lines.Select(static line => $"{line.Code}x{line.Units} {line.DateOfService:yyyy-MM-dd}"), truth.Scenario);
            (int.Parse(status.Value("seconds", "clinicalStaff")!, System.Globalization.CultureInfo.InvariantCulture)
                + int.Parse(status.Value("seconds", "practitioner")!, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(truth.CountedSeconds, truth.Scenario);
            status.Parts("criterion").ShouldNotBeEmpty();
            status.Value("monthState").ShouldBe("open");
            status.Value("assessedAt").ShouldBe("2026-05-05T12:00:00+00:00");
            status.Value("position").ShouldNotBeNull().ShouldBe(status.Value("storePosition"));
            if (truth.Reason is { } reason)
                status.Parts("criterion").Where(criterion => Of(criterion, "result") != "met").Select(criterion => Of(criterion, "rule")).ShouldContain(reason);
        }
    }

    [Fact]
    public async Task Nineteen_minutes_and_fifty_nine_seconds_are_one_second_short()
    {
        var status = (await _practice.GetAsync($"{_practice.Of("one-second-under-20-minutes")}/$ccm-status?month={Bridge.Month}")).ShouldBe(HttpStatusCode.OK);

        (status.Value("outcome"), status.Value("shortfall", "code"), status.Value("shortfall", "seconds")).ShouldBe(("none", "99490", "1"));
    }

    [Fact]
    public async Task Evidence_is_named_by_an_address_that_holds_outside_of_the_EHR()
    {
        var status = await _practice.GetAsync($"{_practice.Of("exactly-20-minutes")}/$ccm-status?month={Bridge.Month}");

        var evidence = status.Parts("criterion").SelectMany(static criterion => FhirReply.Parts(criterion, "evidence")).Select(FhirReply.Value).ToList();
        evidence.ShouldNotBeEmpty();
        evidence.ShouldAllBe(address => address.StartsWith(_practice.Ehr.Ehr.BaseUrl + "/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_month_it_is_the_current_one_of_the_practice()
    {
        // Nine in the evening in New York: there the month has not ended.
        _practice.Bridge.Clock.Set(DateTimeOffset.Parse("2026-06-01T01:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        var status = (await _practice.PostAsync($"{_practice.Of("no-activity")}/$ccm-status", ServedPractice.Parameters())).ShouldBe(HttpStatusCode.OK);

        status.Value("month").ShouldBe("2026-05");
        status.Value("position").ShouldBeNull("nobody has assessed that month yet");
    }

    [Fact]
    public async Task The_status_knows_where_the_claim_stands()
    {
        var patient = _practice.Of("exactly-20-minutes");
        (await _practice.GetAsync($"{patient}/$ccm-status?month={Bridge.Month}")).Parts("claim").ShouldBeEmpty();

        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);
        var status = await _practice.GetAsync($"{patient}/$ccm-status?month={Bridge.Month}");

        (status.Value("claim", "state"), status.Value("monthState")).ShouldBe(("confirmed", "closed"));
        status.Value("claim", "reference").ShouldNotBeNull().ShouldStartWith(_practice.Ehr.Ehr.BaseUrl + "/Claim/");
    }

    [Fact]
    public async Task The_minutes_are_told_entry_by_entry_and_add_up()
    {
        foreach (var truth in _practice.Ehr.Practice.Truth)
        {
            var minutes = (await _practice.GetAsync($"{truth.Patient}/$ccm-minutes?month={Bridge.Month}")).ShouldBe(HttpStatusCode.OK);

            var lines = minutes.Parts("line");
            lines.Sum(static line => Number(line, "clinicalStaff") + Number(line, "practitioner")).ShouldBe(truth.CountedSeconds, truth.Scenario);
            lines.SelectMany(static line => FhirReply.Parts(line, "excluded")).Sum(static reason => Number(reason, "seconds"))
                .ShouldBe(int.Parse(minutes.Value("excluded")!, System.Globalization.CultureInfo.InvariantCulture), truth.Scenario);
            lines.ShouldAllBe(line => Of(line, "source").StartsWith(_practice.Ehr.Ehr.BaseUrl + "/Encounter/", StringComparison.Ordinal));
            lines.SelectMany(static line => FhirReply.Parts(line, "performer")).ShouldAllBe(static who => Of(who, "role").Length > 0);
        }
    }

    [Fact]
    public async Task The_explanation_is_the_one_of_the_command()
    {
        var patient = _practice.Of("five-hour-entry");
        var text = (await _practice.Bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0).Out;
        var json = (await _practice.Bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Out;

        var told = (await _practice.GetAsync($"{patient}/$ccm-explain?month={Bridge.Month}")).ShouldBe(HttpStatusCode.OK);

        told.Value("text").ShouldBe(text.ReplaceLineEndings("\n"));
        told.Value("assessment").ShouldBe(json.TrimEnd('\n'));
    }

    [Fact]
    public async Task The_plan_says_what_would_leave_and_writes_nothing()
    {
        var plan = (await _practice.GetAsync($"$ccm-plan?month={Bridge.Month}")).ShouldBe(HttpStatusCode.OK);

        plan.Parts("bill").Count.ShouldBe(_practice.Ehr.Bills);
        plan.Parts("stopped").Select(static patient => $"{Of(patient, "patient")} {Of(patient, "outcome")}").Order(StringComparer.Ordinal).ShouldBe(
            _practice.Ehr.Practice.Truth.Where(static truth => truth.Outcome is "hold" or "block").Select(truth => $"{_practice.Ehr.Ehr.BaseUrl}/{truth.Patient} {truth.Outcome}")
                .Order(StringComparer.Ordinal));
        plan.Parts("bill").Select(static bill => Of(bill, "status")).Distinct().ShouldBe(["may-not-leave-yet"]);
        plan.Parts("bill").ShouldAllBe(static bill => FhirReply.Parts(bill, "reason").Count > 0);
        _practice.Ehr.History.Records.ShouldBeEmpty();
        await using var session = await _practice.Bridge.OpenAsync();
        (await session.Store.MonthAsync(Bridge.ServiceMonth, default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Patient/{0}/$ccm-status", "system/Claim.rs")]
    [InlineData("Patient/{0}/$ccm-minutes", "system/Patient.s")]
    [InlineData("Patient/{0}/$ccm-explain", "system/Encounter.r")]
    [InlineData("$ccm-plan?month=2026-04", "system/Claim.r")]
    public async Task Each_operation_asks_for_its_scope(string path, string scopes)
    {
        var id = _practice.Of("no-activity")["Patient/".Length..];

        (await _practice.GetAsync(path.Replace("{0}", id, StringComparison.Ordinal), scopes)).ShouldBe(HttpStatusCode.Forbidden).Issue.Message.ShouldContain("it needs system/");
    }

    [Theory]
    [InlineData("mont=2026-04", "Did you mean 'month'?")]
    [InlineData("month=April", "A month is written YYYY-MM.")]
    [InlineData("month=2026-04&month=2026-05", "comes once at most")]
    public async Task A_parameter_that_is_not_understood_is_refused(string query, string words)
    {
        (await _practice.GetAsync($"{_practice.Of("no-activity")}/$ccm-status?{query}")).ShouldBe(HttpStatusCode.BadRequest).Issue.Message.ShouldContain(words);
    }

    [Fact]
    public async Task It_answers_in_XML_to_whoever_prefers_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"lakeside/fhir/{_practice.Of("no-activity")}/$ccm-status")
        {
            Content = new StringContent(
                """<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="month"/><valueDate value="2026-04"/></parameter></Parameters>""", System.Text.Encoding.UTF8, "application/fhir+xml"),
        };
        request.Headers.Authorization = new("Bearer", BearerDoor.Token("lakeside", "app", "system/Patient.r"));
        request.Headers.Accept.ParseAdd("application/fhir+xml");

        using var answer = await _practice.Client.SendAsync(request);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+xml");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("""<name value="outcome" /><valueCode value="none" />""");
    }

    private static string Of(JsonElement part, string name) => FhirReply.Value(FhirReply.Parts(part, name).Single());

    private static int Number(JsonElement part, string name) => int.Parse(Of(part, name), System.Globalization.CultureInfo.InvariantCulture);
}
