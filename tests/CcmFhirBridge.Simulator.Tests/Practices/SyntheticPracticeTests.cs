using System.Security.Cryptography;
using System.Text.Json;
using CcmFhirBridge.Simulator.Loading;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Stores;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Simulator.Tests.Practices;

public sealed class SyntheticPracticeTests
{
    private static readonly PracticeOptions April = new() { Month = new DateOnly(2026, 4, 1) };
    private static readonly GeneratedPractice Practice = SyntheticPractice.Generate(April);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_another_practice()
    {
        var again = SyntheticPractice.Generate(April);
        var other = SyntheticPractice.Generate(April with { Seed = 2 });

        Hash(again).ShouldBe(Hash(Practice));
        again.TenantYaml("http://x").ShouldBe(Practice.TenantYaml("http://x"));
        Hash(other).ShouldNotBe(Hash(Practice));
    }

    [Fact]
    public void Ids_are_valid_and_unique_and_every_reference_resolves()
    {
        var known = Practice.Resources.Select(resource => $"{resource.Type}/{resource.Id}").ToHashSet(StringComparer.Ordinal);

        known.Count.ShouldBe(Practice.Resources.Count);
        Practice.Resources.ShouldAllBe(resource => resource.Id.Length <= 64 && resource.Id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
        var dangling = Practice.Resources.SelectMany(resource => References(JsonElement.Parse(resource.Json))).Where(reference => !known.Contains(reference));
        dangling.ShouldBeEmpty();
    }

    [Fact]
    public void Patients_are_of_medicare_age_and_marked_as_synthetic()
    {
        var patients = Of("Patient");

        patients.Count.ShouldBe(250);
        foreach (var patient in patients)
        {
            var age = 2026 - DateOnly.Parse(patient.GetProperty("birthDate").GetString()!).Year;
            age.ShouldBeInRange(65, 96);
            patient.GetProperty("name")[0].GetProperty("family").GetString()!.ShouldEndWith("-Synth");
        }
        patients.Select(patient => patient.GetProperty("identifier")[1].GetProperty("value").GetString()).Distinct().Count().ShouldBe(250);
    }

    [Fact]
    public void National_provider_identifiers_have_right_check_digits()
    {
        var numbers = Of("Practitioner").Concat(Of("Organization"))
            .Where(resource => resource.TryGetProperty("identifier", out _))
            .Select(resource => resource.GetProperty("identifier")[0].GetProperty("value").GetString()!).ToList();

        numbers.Count.ShouldBeGreaterThan(3);
        numbers.ShouldAllBe(number => Luhn("80840" + number));
    }

    [Fact]
    public void The_written_folder_loads_without_a_problem()
    {
        var folder = Directory.CreateTempSubdirectory("practice").FullName;
        Practice.WriteTo(folder, "http://127.0.0.1:9/fhir");
        var store = new FhirStore(new FakeTimeProvider(RunningEhr.Noon));

        var report = ResourceLoader.Load([Path.Combine(folder, "data")], store);

        report.Problems.ShouldBeEmpty();
        report.Total.ShouldBe(Practice.Resources.Count);
        File.ReadAllLines(Path.Combine(folder, "truth.ndjson")).Length.ShouldBe(250);
        var yaml = File.ReadAllText(Path.Combine(folder, "lakeside.yaml"));
        yaml.ShouldContain("\n  baseUrl: http://127.0.0.1:9/fhir\n  allowInsecureForTest: true");
        yaml.ShouldContain("\n  firstMonth: 2026-04\n");
        yaml.ShouldContain("\n  - { reference: Practitioner/desk-1, role: non-clinical }\n");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("2024-02-10", "America/Los_Angeles", 60, 3)]
    [InlineData("2026-11-01", "America/New_York", 120, 4)]
    [InlineData("2025-12-31", "America/Chicago", 1, 5)]
    [InlineData("2026-03-15", "America/New_York", 500, 6)]
    [InlineData("2026-11", "America/New_York", 10_000, 1)]      // where everybody has to find a place in the calendars of the staff
    public void Any_month_zone_and_size_gives_a_truth_for_each_patient(string month, string zone, int patients, int seed)
    {
        var practice = SyntheticPractice.Generate(new PracticeOptions { Month = DateOnly.Parse(month), TimeZone = zone, Patients = patients, Seed = seed });

        practice.Truth.Count.ShouldBe(patients);
        practice.Truth.Select(truth => truth.Month).Distinct().ShouldBe([month[..7]]);
        practice.Truth.SelectMany(truth => truth.Lines).Select(line => line.DateOfService.ToString("yyyy-MM")).Distinct().ShouldAllBe(name => month.StartsWith(name));
    }

    private static List<JsonElement> Of(string type) => [.. Practice.Resources.Where(resource => resource.Type == type).Select(resource => JsonElement.Parse(resource.Json))];

    private static string Hash(GeneratedPractice practice)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in practice.Resources)
            hash.AppendData(resource.Json);
        hash.AppendData(practice.TruthNdjson());
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name == "reference" ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            digit = i % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }
}
