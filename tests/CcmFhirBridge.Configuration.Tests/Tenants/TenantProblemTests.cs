namespace CcmFhirBridge.Configuration.Tests.Tenants;

/// <summary>One row a mistake: what somebody wrote, the code and the words they read.</summary>
public sealed class TenantProblemTests
{
    private const string Auth = "{ kind: bearer, token: env:CCM_TEST_TOKEN_THAT_IS_NOT_SET }";

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "tenant: lakeside", "tenant: Lakeside", "yaml.value", "'tenant' is wrong: expected a slug of 3 to 40 small letters, digits and hyphens" },
        { "tenant: lakeside", "tenant: ab", "yaml.value", "'tenant' is wrong" },
        { "tenant: lakeside", "tenant: \"lakeside\\n\"", "yaml.value", "'tenant' is wrong" },
        { "tenant: lakeside", "tenant: metrics", "yaml.value", "'metrics' is reserved" },
        { "tenant: lakeside", "tenant: well-known", "yaml.value", "'well-known' is reserved" },
        { "tenant: lakeside", "tenant: hillside", "tenant.file-name", "Rename the file to hillside.yaml" },
        { "America/Chicago", "America/Chicgo", "yaml.value", "did you mean 'America/Chicago'?" },
        { "America/Chicago", "New York", "yaml.value", "did you mean 'America/New_York'?" },
        { "America/Chicago", "Middle/Of_Nowhere_At_All", "yaml.value", "is not an IANA time zone" },
        { "https://ehr.lakeside.example/fhir/", "ehr.lakeside.example/fhir", "yaml.value", "expected an absolute https URL" },
        { "https://ehr.lakeside.example/fhir/", "ftp://ehr.lakeside.example/fhir", "yaml.value", "expected an absolute https URL" },
        { "https://ehr.lakeside.example/fhir/", "https://me:secret@ehr.lakeside.example/fhir", "yaml.value", "a user name or password does not belong into the URL" },
        { "https://ehr.lakeside.example/fhir/", "https://ehr.lakeside.example/fhir?tenant=1", "yaml.value", "no query and no fragment" },
        { "https://ehr.lakeside.example/fhir/", "http://ehr.lakeside.example/fhir", "tenant.insecure-url", "in the clear" },
        { "[https://files.lakeside.example]", "[http://files.lakeside.example]", "tenant.insecure-url", "in the clear" },
        { "[https://files.lakeside.example]", "[https://files.lakeside.example/out]", "yaml.value", "use 'https://files.lakeside.example'" },
        { "[https://files.lakeside.example]", "https://files.lakeside.example", "yaml.wrong-type", "'ehr.allowedOrigins' has to be a list, not a single value." },
        { "vendor: medplum", "vendor: medplumb", "yaml.value", "Did you mean 'medplum'?" },
        { "vendor: medplum", "vendor: something", "yaml.value", "Use one of: generic, athena" },
        { "{ by: search }", "{ by: group }", "yaml.missing-key", "'ehr.population.group' is missing for 'by: group'" },
        { "{ by: search }", "{ group: Group/ccm }", "tenant.population", "'by: search' would not use it" },
        { "{ by: search }", "{ by: file, file: nowhere.txt }", "tenant.population", "nowhere.txt cannot be read" },
        { "history: 24", "overrides: { paging: { size: 0 } }", "yaml.value", "'ehr.overrides.paging.size' is 0" },
        { "history: 24", "overrides: { codes: { \"4101\": { means: nothing, say: x } } }", "yaml.value", "'ehr.overrides.codes.4101.means' does not know 'nothing'" },
        { "mode: last-updated", "mode: auto, forms: { Encounter: dat-window }", "yaml.value", "Did you mean 'date-window'?" },
        { "mode: last-updated", "mode: auto, forms: { Observation: full }", "yaml.value", "a FHIR type that the bridge reads" },
        { "mode: last-updated", "mode: auto, forms: { Condition: date-window }", "vendor.form", "Condition has no day of service to be asked for by. Use 'full'." },
        { "mode: last-updated", "mode: auto, forms: { Practitioner: patient-full }", "vendor.form", "Use 'full'." },
        { "history: 24", "history: 0", "yaml.value", "'ehr.history' is 0: use 1 to 120." },
        { "history: 24", "history: \"24\"", "yaml.wrong-type", "a whole number without quotes" },
        { "history: 24", "history: 2.5", "yaml.wrong-type", "a whole number without quotes" },
        { "perMinute: 60", "perMinut: 60", "yaml.unknown-key", "unknown key 'ehr.limits.perMinut'. Did you mean 'perMinute'?" },
        { "inFlight: 2", "inFlight: 65", "yaml.value", "use 1 to 64" },
        { "timeout: 45s", "timeout: 45", "yaml.wrong-type", "Put it in quotes" },
        { "timeout: 45s", "timeout: 45 seconds", "yaml.value", "expected a duration such as 30s" },
        { "timeout: 45s", "timeout: 2h", "yaml.value", "use a duration from 1s to 600s" },
        { "every: 10m", "every: 1s", "yaml.value", "use a duration from 10s to 86400s" },
        { Auth, "{ kind: client-secret, clientId: me, tokenUrl: https://ehr.example/token }", "yaml.missing-key", "'ehr.auth.clientSecret' is missing for 'kind: client-secret'. Add it as env:NAME or file:PATH." },
        { Auth, "{ kind: client-secret, clientId: me, clientSecret: env:X }", "yaml.missing-key", "'ehr.auth.tokenUrl' is missing for 'kind: client-secret'. Add the address of the EHR's token endpoint." },
        { Auth, "{ kind: smart-backend, key: env:X }", "yaml.missing-key", "'ehr.auth.clientId' is missing for 'kind: smart-backend'. Add it as the EHR registered it." },
        { Auth, "{ kind: smart-backend, clientId: me, key: env:X, alg: RS256 }", "yaml.value", "'ehr.auth.alg'" },
        { Auth, "{ kind: smart-backend, clientId: me, key: env:X, tokenUrl: token }", "yaml.value", "expected an absolute https URL" },
        { Auth, "{ kind: smart-backend, clientId: me, key: env:X, tokenUrl: http://ehr.example/token }", "tenant.insecure-url", "or credentials in the clear" },
        { Auth, "{ kind: smart-backend, clientId: me, key: \"-----BEGIN PRIVATE KEY-----\" }", "yaml.value", "a secret itself never stands in this file" },
        { Auth, "{ kind: smart-backend, clientId: me, key: env:X, scopes: [system/Patient.rs Patient] }", "yaml.value", "expected a scope such as system/Patient.rs" },
        { Auth, "{ kind: smart-backend, clientId: me, key: env:X, token: env:Y }", "tenant.auth", "'ehr.auth.token' is given but 'kind: smart-backend' would not use it. Use 'kind: bearer', or remove the key." },
        { "{ kind: bearer, token: env:CCM_TEST_TOKEN_THAT_IS_NOT_SET }", "{ kind: bearer }", "yaml.missing-key", "'ehr.auth.token' is missing" },
        { "kind: bearer", "kind: none", "tenant.auth", "'kind: none' would not use it. Use 'kind: bearer'" },
        { "kind: bearer,", "kind: bearer, clientId: me,", "tenant.auth", "Use 'kind: client-secret', or remove the key." },
        { "mode: last-updated", "mode: bulk", "tenant.not-supported", "use 'mode: auto'" },
        { "mode: last-updated", "mode: subscription", "tenant.not-supported", "use 'mode: auto'" },
        { "mapping: {}", "mapping: { consent: Consent.category }", "yaml.unknown-key", "unknown key 'mapping.consent'. Known here: codes, documents, answers." },
        { "npi: \"1234567893\"\n", "npi: 1234567893\n", "yaml.wrong-type", "Put it in quotes: \"1234567893\"." },
        { "npi: \"1234567893\"\n", "npi: \"123456789\"\n", "yaml.value", "expected ten digits" },
        { "npi: \"1234567893\"\n", "npi: \"1234567890\"\n", "yaml.value", "its check digit is wrong" },
        { "npi: \"1234567893\"\n", "npi: \"\"\n", "yaml.value", "'billing.organization.npi' is empty: expected ten digits." },
        { "tin: \"123456789\"", "tin: \"12-3456789\"", "yaml.value", "expected nine digits" },
        { "207Q00000X", "207Q0000X", "yaml.value", "a taxonomy code of ten characters" },
        { "state: IL", "state: Illinois", "yaml.value", "two capital letters" },
        { "Practitioner/dr-a\n", "dr-a\n", "yaml.value", "a reference such as Practitioner/dr-a" },
        { "placeOfService: \"22\"", "placeOfService: \"2\"", "yaml.value", "two digits" },
        { "locality: 10112-00", "locality: Alabama", "yaml.value", "carrier and locality" },
        { "125.00", "0.00", "yaml.value", "a positive amount" },
        { "125.00", "-1", "yaml.value", "a positive amount" },
        { "125.00", "125.005", "yaml.value", "at most two decimals" },
        { "125.00", "free", "yaml.wrong-type", "'billing.charges.99490' has to be an amount" },
        { "\"99490\": 125.00", "\"9949\": 125.00", "yaml.value", "the key '9949' under 'billing.charges' is wrong" },
        { "firstMonth: 2026-05", "firstMonth: 2026-13", "yaml.value", "expected a month written YYYY-MM" },
        { "firstMonth: 2026-05", "firstMonth: May 2026", "yaml.value", "expected a month written YYYY-MM" },
        { "closeOn: 7", "closeOn: 29", "yaml.value", "use 1 to 28" },
        { "release: auto", "release: never", "yaml.value", "Use one of: approval, auto." },
        { "credential: RN", "credential: Nurse", "yaml.value", "'practitioners[1].credential' does not know 'Nurse'" },
        { "Practitioner/rn-s", "Practitioner/dr-a", "tenant.duplicate-practitioner", "'Practitioner/dr-a' is already listed on line" },
        { "role: non-clinical", "role: non-clinic", "yaml.value", "Did you mean 'non-clinical'?" },
        { "poolPractitionerTime: false", "poolPractitionerTime: no", "yaml.wrong-type", "true or false" },
        { "pathway: staff", "pathway:", "yaml.wrong-type", "'policy.pathway' has no value" },
        { "ccm-elsewhere: block", "ccm-elsewhere: allow", "tenant.conflict-floor", "it is never below hold" },
        { "pcm: hold", "pcm: warn", "tenant.conflict-floor", "it is never below hold" },
        { "pcm: hold", "apcm: allow", "tenant.conflict-floor", "it is never below hold" },
        { "tcm: warn", "tmc: warn", "yaml.unknown-key", "Did you mean" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_clear_line(string piece, string replacement, string code, string words)
    {
        var yaml = TenantFiles.With(piece, replacement);
        var line = yaml.Split('\n').ToList().FindIndex(text => text.Contains(replacement.Split('\n')[0], StringComparison.Ordinal)) + 1;

        var result = TenantFiles.Check(yaml);

        result.Tenant.ShouldBeNull();
        var problem = result.Problems.FirstOrDefault(found => found.Code == code).ShouldNotBeNull(string.Join('\n', result.Problems));
        problem.Message.ShouldContain(words);
        problem.Message.ShouldNotContain('\n');
        if (!replacement.Contains("Practitioner/dr-a", StringComparison.Ordinal))
            problem.Line.ShouldBe(line);
    }

    [Theory]
    [InlineData("hunter2hunter2")]
    [InlineData("12345678")]
    public void A_secret_in_the_file_is_refused_and_never_repeated(string secret)
    {
        var problem = TenantFiles.Check(TenantFiles.With("env:CCM_TEST_TOKEN_THAT_IS_NOT_SET", secret)).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldBe("'ehr.auth.token' is wrong: expected a reference env:NAME or file:PATH; a secret itself never stands in this file.");
    }

    [Fact]
    public void Http_is_accepted_for_this_machine_and_for_a_test_that_says_so()
    {
        TenantFiles.Good(TenantFiles.With("https://ehr.lakeside.example/fhir/", "http://127.0.0.1:8080/fhir")).Ehr.BaseUrl.Port.ShouldBe(8080);
        TenantFiles.Good(TenantFiles.With("https://ehr.lakeside.example/fhir/", "http://localhost:8080/fhir")).Ehr.BaseUrl.Port.ShouldBe(8080);
        TenantFiles.Good(TenantFiles.With("https://ehr.lakeside.example/fhir/", "http://ehr.test/fhir\n  allowInsecureForTest: true")).Ehr.BaseUrl.Scheme.ShouldBe("http");
    }
}
