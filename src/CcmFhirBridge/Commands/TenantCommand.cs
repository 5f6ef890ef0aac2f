using System.CommandLine;
using System.Text.Json;
using CcmFhirBridge.Configuration;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>tenant new|check|list|schema|pause|resume</c>.</summary>
internal static class TenantCommand
{
    public static Command Create(CommandEnvironment environment) => new("tenant", "Make, check and list tenant files; pause and resume tenants.")
    {
        New(environment),
        Check(environment),
        List(environment),
        Schema(environment),
        TenantPauseCommand.Pause(environment),
        TenantPauseCommand.Resume(environment),
        TenantKeysCommand.Create(environment),
    };

    private static Command New(CommandEnvironment environment)
    {
        var slug = new Argument<string>("SLUG") { Description = "Short name of the practice: lower-case letters, digits and dashes; never renamed." };
        var baseUrl = new Option<string>("--base-url") { Description = "FHIR base URL of the practice's EHR.", HelpName = "URL", DefaultValueFactory = _ => "https://ehr.example/fhir" };
        var name = new Option<string?>("--name") { Description = "Name of the practice." };
        var command = new Command("new", "Write a commented tenant file into the home folder, with its JSON Schema beside it.") { slug, baseUrl, name };
        command.SetAction(call =>
        {
            var home = Home(call, environment);
            var chosen = call.GetValue(slug)!;
            if (TenantTemplate.SlugProblem(chosen) is { } problem)
                throw new UsageException($"'{chosen}' cannot be the slug: {problem}.");
            var url = call.GetValue(baseUrl)!;
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new UsageException($"--base-url '{url}' is no address of an EHR. Write such as https://ehr.example/fhir.");
            var text = TenantTemplate.Render(chosen, url, call.GetValue(name) ?? chosen);
            home.Create();
            var path = home.TenantFile(chosen);
            if (File.Exists(path))
                throw new UsageException($"{path} exists already and is left as it is.");
            PrivateFile.Write(path, text);
            PrivateFile.Write(Path.Combine(home.Tenants, "tenant.schema.json"), TenantSchema.Json);
            environment.Out.WriteLine(path);
            environment.Error.WriteLine($"Fill it in, then: ccm-bridge tenant check {chosen}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check(CommandEnvironment environment)
    {
        var named = new Argument<string[]>("SLUG|FILE") { Description = "Tenants to check; all of the home folder when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check", "Check tenant files and say what is wrong, with file and line.") { named };
        command.SetAction(call =>
        {
            var home = Home(call, environment);
            var problems = new List<ConfigurationProblem>();
            var good = new List<Tenant>();
            var asked = call.GetValue(named) ?? [];
            if (asked.Length == 0)
            {
                var all = TenantFolder.LoadAll(home.Tenants, resolveSecrets: true);
                good.AddRange(all.Tenants);
                problems.AddRange(all.Problems);
                if (good.Count == 0 && problems.Count == 0)
                    throw new UsageException($"{home.Tenants} holds no tenant file. Create one with 'ccm-bridge tenant new'.");
            }

            foreach (var one in asked)
            {
                try
                {
                    good.Add(TenantSelection.Load(home, one, environment.Folder, resolveSecrets: true));
                }
                catch (ConfigurationException wrong)
                {
                    problems.AddRange(wrong.Problems);
                }
            }

            Report(call.GetValue(GlobalOptions.Json), environment, good, problems);
            return problems.Count == 0 ? ExitCode.Done : ExitCode.Usage;
        });
        return command;
    }

    private static void Report(bool json, CommandEnvironment environment, List<Tenant> good, List<ConfigurationProblem> problems)
    {
        foreach (var tenant in good)
        {
            var inForce = ProfileWords.Of(tenant.Ehr);
            var reads = ProfileWords.Reads(tenant.Ehr);
            var gaps = ConfiguredScopes.Gaps(tenant.Ehr).ToList();
            if (json)
            {
                JsonLine.Write(environment.Out, writer =>
                {
                    writer.WriteString("tenant", tenant.Slug);
                    writer.WriteBoolean("good", true);
                    writer.WriteString("vendor", tenant.Ehr.Profile.Key);
                    writer.WriteString("inForce", inForce);
                    writer.WriteString("reads", reads);
                    writer.WriteStartArray("warnings");
                    foreach (var gap in gaps)
                        writer.WriteStringValue(gap);
                    writer.WriteEndArray();
                    WriteMapping(writer, tenant);
                });
                continue;
            }

            environment.Out.WriteLine($"{tenant.Slug}: good");
            environment.Out.WriteLine($"  vendor {tenant.Ehr.Profile.Key} ({tenant.Ehr.Profile.Name}): {inForce}");
            environment.Out.WriteLine($"  reads {reads}");
            foreach (var line in MappingLines(tenant))
                environment.Out.WriteLine($"  reads {line}");
            foreach (var gap in gaps)
                environment.Out.WriteLine($"  warning: {gap}");
        }

        foreach (var problem in problems)
        {
            if (json)
            {
                JsonLine.Write(environment.Out, writer =>
                {
                    writer.WriteString("file", problem.File);
                    writer.WriteNumber("line", problem.Line);
                    writer.WriteString("code", problem.Code);
                    writer.WriteString("message", problem.Message);
                });
            }
            else
            {
                environment.Out.WriteLine(problem.ToString());
            }
        }
    }

    private static void WriteMapping(Utf8JsonWriter writer, Tenant tenant)
    {
        writer.WriteStartArray("codes");
        foreach (var code in tenant.MappedCodes)
        {
            writer.WriteStartObject();
            writer.WriteString("from", code.From);
            writer.WriteString("to", code.To);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (tenant.Ehr.AlsoRead.Contains(EhrTypes.Documents))
            writer.WriteString("documents", "plan");
        if (tenant.MappedAnswers.IsEmpty)
            return;
        writer.WriteStartArray("answers");
        foreach (var answer in tenant.MappedAnswers)
        {
            writer.WriteStartObject();
            writer.WriteString("question", answer.Question);
            if (answer.Questionnaire is { } questionnaire)
                writer.WriteString("questionnaire", questionnaire);
            writer.WriteString("form", LengthForms.Of(answer.Form).Word);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<string> MappingLines(Tenant tenant)
    {
        foreach (var code in tenant.MappedCodes)
            yield return $"'{code.From}' as {code.To} (mapping.codes)";
        if (tenant.Ehr.AlsoRead.Contains(EhrTypes.Documents))
            yield return "a DocumentReference with a code of ccm-plan|ccm as the care plan (mapping.documents)";
        foreach (var (answer, form) in tenant.MappedAnswers.Select(answer => (answer, LengthForms.Of(answer.Form))))
            yield return $"the answer to '{answer.Question}'{(answer.Questionnaire is { } of ? $" of {of}" : "")}, written {form.Word} such as {form.Example}, as the length of its encounter (mapping.answers)";
    }

    private static Command List(CommandEnvironment environment)
    {
        var command = new Command("list", "List the tenants of the home folder.");
        command.SetAction(call =>
        {
            var home = Home(call, environment);
            var all = TenantFolder.LoadAll(home.Tenants, resolveSecrets: false);
            if (call.GetValue(GlobalOptions.Json))
            {
                foreach (var tenant in all.Tenants)
                {
                    JsonLine.Write(environment.Out, writer =>
                    {
                        writer.WriteString("tenant", tenant.Slug);
                        writer.WriteString("name", tenant.Name);
                        writer.WriteString("baseUrl", tenant.Ehr.BaseUrl.ToString());
                        writer.WriteString("timeZone", tenant.TimeZone.Id);
                        writer.WriteString("firstMonth", tenant.Billing.FirstMonth?.ToString());
                        writer.WriteBoolean("paused", PauseFile.Find(home, tenant.Slug) is not null);
                    });
                }
            }
            else
            {
                new ReportConsole(environment.Out, environment.Colour).Table(
                    [new("Tenant"), new("Practice"), new("EHR"), new("Zone"), new("First month")],
                    all.Tenants.Select(tenant => (IReadOnlyList<string>)
                        [tenant.Slug, tenant.Name, tenant.Ehr.BaseUrl.ToString(), tenant.TimeZone.Id, tenant.Billing.FirstMonth?.ToString() ?? "shadow mode"]));
            }

            foreach (var problem in all.Problems)
                environment.Error.WriteLine(problem.ToString());
            return all.Problems.IsEmpty ? ExitCode.Done : ExitCode.Usage;
        });
        return command;
    }

    private static Command Schema(CommandEnvironment environment)
    {
        var command = new Command("schema", "Print the JSON Schema of the tenant file.");
        command.SetAction(_ =>
        {
            environment.Out.WriteLine(TenantSchema.Json);
            return ExitCode.Done;
        });
        return command;
    }

    private static BridgeHome Home(ParseResult call, CommandEnvironment environment) =>
        BridgeHome.Resolve(call.GetValue(GlobalOptions.Home), environment.Variable, environment.Folder);
}
