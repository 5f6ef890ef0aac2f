using System.Net;
using System.Text.RegularExpressions;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests.Status;

public sealed class StatusPageTests
{
    [Fact]
    public async Task It_shows_each_tenant_with_what_needs_a_person_and_what_to_do()
    {
        var dead = new RecordedRuns(Tenants.Make("dead", name: "Hillside", firstMonth: "2026-04")) { OnSync = _ => throw new EhrException(EhrFailure.Unauthorized, "No.") };
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make("well", name: "Lakeside", firstMonth: "2026-04")), dead);
        await server.CountedAsync();

        var (response, html) = await server.GetAsync("/");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("2 tenants: 1 with something wrong, 0 waiting for a person, 1 well.");
        html.ShouldContain("Hillside");
        html.ShouldContain("1 pass in a row failed (ehr-unauthorized), the last one 0 s ago.");
        html.ShouldContain("Renew or correct the credentials");
        html.ShouldContain("2026-05 open");
        html.ShouldContain("2026-04 closed");
        html.ShouldContain("2026-05-20 08:00 America/New_York");
    }

    [Fact]
    public async Task What_a_tenant_file_says_never_becomes_markup()
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make(name: "<script>alert(1)</script>\"'&")));
        await server.CountedAsync();

        var (_, html) = await server.GetAsync("/");

        html.ShouldNotContain("<script", Case.Insensitive);
        html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;");
    }

    [Fact]
    public async Task A_browser_is_told_to_run_nothing_and_to_admit_only_the_style_sheet_that_is_there()
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make()));

        var (response, html) = await server.GetAsync("/");

        var sheet = Regex.Match(html, "<style>(?<sheet>.*)</style>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["sheet"].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sheet)));
        Header("Content-Security-Policy").ShouldBe($"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        Header("X-Content-Type-Options").ShouldBe("nosniff");
        Header("X-Frame-Options").ShouldBe("DENY");
        Header("Referrer-Policy").ShouldBe("no-referrer");
        Header("Cache-Control").ShouldBe("no-store");
        response.Headers.Contains("Server").ShouldBeFalse();
        html.ShouldNotContain(" style=");
        html.ShouldNotContain("http://", Case.Insensitive);
        html.ShouldNotContain("https://", Case.Insensitive);

        string Header(string name) => response.Headers.GetValues(name).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/nothing-here")]
    public async Task Every_other_answer_carries_the_same_headers(string path)
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make()));

        var (response, _) = await server.GetAsync(path);

        response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'");
        response.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
    }

    [Fact]
    public async Task A_tenant_file_that_is_not_in_force_is_named_with_its_line()
    {
        var source = new FixedTenants(new RecordedRuns(Tenants.Make(firstMonth: "2026-04")));
        source.Set = source.Set with { Problems = [new TenantFileProblem("hillside.yaml", 7, "yaml.unknown-key", "<b>closeon</b>: did you mean closeOn?", RunsOn: null)] };
        await using var server = await RunningServer.StartAsync(source);
        await server.CountedAsync();

        var (_, html) = await server.GetAsync("/");

        html.ShouldContain("hillside.yaml:7: &lt;b&gt;closeon&lt;/b&gt;: did you mean closeOn?");
        html.ShouldContain("Nothing runs for this file.");
    }

    [Fact]
    public async Task Without_tenants_it_says_how_to_add_one()
    {
        await using var server = await RunningServer.StartAsync();

        (await server.GetAsync("/")).Text.ShouldContain("put a tenant file into the home");
    }
}
