using System.Globalization;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The unit starts the program as it can be called, gives it time to drain, and closes everything that it does not need.</summary>
[Checks("systemd/ccm-bridge.service", "systemd/ccm-bridge.env")]
public sealed partial class SystemdUnitTests
{
    private const string Service = "Service";

    private static readonly SystemdUnit s_unit = SystemdUnit.Read(Deployed.Text("systemd/ccm-bridge.service"));

    private static readonly string[] s_command = s_unit.One(Service, "ExecStart").Split(' ');

    [Theory]
    [InlineData("NoNewPrivileges", "true")]
    [InlineData("CapabilityBoundingSet", "")]
    [InlineData("AmbientCapabilities", "")]
    [InlineData("ProtectSystem", "strict")]
    [InlineData("ProtectHome", "true")]
    [InlineData("PrivateTmp", "true")]
    [InlineData("PrivateDevices", "true")]
    [InlineData("PrivateUsers", "true")]
    [InlineData("PrivateIPC", "true")]
    [InlineData("ProtectClock", "true")]
    [InlineData("ProtectHostname", "true")]
    [InlineData("ProtectKernelLogs", "true")]
    [InlineData("ProtectKernelModules", "true")]
    [InlineData("ProtectKernelTunables", "true")]
    [InlineData("ProtectControlGroups", "true")]
    [InlineData("ProtectProc", "invisible")]
    [InlineData("ProcSubset", "pid")]
    [InlineData("RestrictNamespaces", "true")]
    [InlineData("RestrictRealtime", "true")]
    [InlineData("RestrictSUIDSGID", "true")]
    [InlineData("LockPersonality", "true")]
    [InlineData("SystemCallArchitectures", "native")]
    [InlineData("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX")]
    [InlineData("UMask", "0077")]
    [InlineData("StateDirectoryMode", "0700")]
    public void It_closes_what_the_program_does_not_need(string directive, string value) => s_unit.One(Service, directive).ShouldBe(value);

    [Fact]
    public void It_allows_the_system_calls_of_a_service_without_the_privileged_ones() =>
        s_unit.All(Service, "SystemCallFilter").ShouldBe(["@system-service", "~@privileged @resources"]);

    [Fact]
    public void It_runs_as_a_user_of_its_own()
    {
        s_unit.One(Service, "User").ShouldBe("ccm-bridge");
        s_unit.One(Service, "Group").ShouldBe("ccm-bridge");
        s_unit.All(Service, "DynamicUser").ShouldBeEmpty();
    }

    [Fact]
    public void It_calls_the_program_as_the_program_understands_it()
    {
        var call = ProgramCall.Read(s_command[1..]);

        Path.GetFileName(s_command[0]).ShouldBe(Path.GetFileName(ContainerSettings.Program));
        call.Home.ShouldBe("/var/lib/" + s_unit.One(Service, "StateDirectory"));
        call.Urls.ShouldStartWith("http://127.0.0.1:", customMessage: "status page and metrics name tenants");
    }

    [Fact]
    public void It_waits_longer_for_the_end_than_the_program_drains() =>
        Seconds(s_unit.One(Service, "TimeoutStopSec")).ShouldBeGreaterThan(ProgramCall.Read(s_command[1..]).DrainTime);

    [Fact]
    public void It_starts_again_after_a_failure_but_not_after_a_wrong_option()
    {
        s_unit.One(Service, "Restart").ShouldBe("on-failure");
        s_unit.One(Service, "RestartPreventExitStatus").ShouldBe("2");
        s_unit.One("Install", "WantedBy").ShouldBe("multi-user.target");
    }

    [Fact]
    public void Its_documentation_is_what_the_installation_puts_there()
    {
        var readme = Deployed.Text("README.md");
        foreach (var address in s_unit.One("Unit", "Documentation").Split(' ').Select(text => new Uri(text)))
        {
            File.Exists(Deployed.PathOf(Path.GetFileName(address.LocalPath))).ShouldBeTrue($"{address} is a file of deploy/");
            readme.ShouldContain(Path.GetDirectoryName(address.LocalPath)!);
        }

        foreach (Match file in DeployPath().Matches(Deployed.Text("systemd/ccm-bridge.service")))
            File.Exists(Path.Combine(Repository.Root, file.Value)).ShouldBeTrue(file.Value);
    }

    [Fact]
    public void Its_settings_are_read_from_a_file_that_may_be_absent_and_name_only_what_something_reads()
    {
        s_unit.One(Service, "EnvironmentFile").ShouldBe("-/etc/ccm-bridge/ccm-bridge.env");
        var settings = Setting().Matches(Deployed.Text("systemd/ccm-bridge.env")).Select(match => match.Groups["name"].Value)
            .Concat(s_unit.All(Service, "Environment").Select(value => value.Split('=')[0])).ToList();

        settings.Count.ShouldBeGreaterThan(3);
        settings.Where(name => !KnownVariables.Has(name)).ShouldBe(["LAKESIDE_EHR_TOKEN"], "the one that stands for a tenant's secret");
    }

    [Fact]
    public void The_options_that_the_settings_file_explains_are_options_of_run() =>
        OptionLine().Matches(Deployed.Text("systemd/ccm-bridge.env")).Select(match => match.Groups["option"].Value)
            .ShouldBeSubsetOf(ProgramCall.OptionsOfRun());

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture));

    [GeneratedRegex("(?m)^#?(?<name>[A-Za-z_]+)=", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Setting();

    [GeneratedRegex("(?m)^# +(?<option>--[a-z-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"deploy/[\w./-]*\w", RegexOptions.NonBacktracking)]
    private static partial Regex DeployPath();
}
