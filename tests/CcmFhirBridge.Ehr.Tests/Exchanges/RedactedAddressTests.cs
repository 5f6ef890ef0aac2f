using CcmFhirBridge.Ehr.Exchanges;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Exchanges;

public sealed class RedactedAddressTests
{
    private static readonly string[] Hidden =
        ["name", "identifier", "birthdate", "family", "given", "email", "phone", "address", "_query", "x:y", "page", "cursor"];

    private static readonly Uri Base = new("https://ehr.example/api/FHIR/R4");

    [Theory]
    [InlineData("https://ehr.example/api/FHIR/R4/metadata", "/api/FHIR/R4/metadata")]
    [InlineData("https://ehr.example/api/FHIR/R4/Patient/p-1", "/api/FHIR/R4/Patient/p-1")]
    [InlineData("https://ehr.example/api/FHIR/R4/Claim/ccm-1/_history/3", "/api/FHIR/R4/Claim/ccm-1/_history/3")]
    [InlineData("https://ehr.example/api/FHIR/R4/Encounter?patient=Patient/p-1&date=ge2026-04-01&_count=100", "/api/FHIR/R4/Encounter?patient=Patient/p-1&date=ge2026-04-01&_count=100")]
    [InlineData("https://ehr.example/api/FHIR/R4/Encounter?_lastUpdated=gt2026-04-01T00%3A00%3A00Z&_sort=_lastUpdated", "/api/FHIR/R4/Encounter?_lastUpdated=gt2026-04-01T00%3A00%3A00Z&_sort=_lastUpdated")]
    [InlineData("https://ehr.example/api/FHIR/R4/Claim?identifier=https://x.example%7C123", "/api/FHIR/R4/Claim?identifier=…")]
    [InlineData("https://ehr.example/api/FHIR/R4/Patient?name=Smith&birthdate=1941-02-03", "/api/FHIR/R4/Patient?name=…&birthdate=…")]
    [InlineData("https://ehr.example/api/FHIR/R4?_getpages=8f1&_getpagesoffset=20", "/api/FHIR/R4?_getpages=…&_getpagesoffset=20")]
    [InlineData("https://ehr.example/api/FHIR/R4/next/eyJuYW1lIjoiU21pdGgifQ==", "/api/FHIR/R4/…/…")]
    [InlineData("https://ehr.example/api/FHIR/R4/Patient?eyJuYW1lIjoiU21pdGgifQ", "/api/FHIR/R4/Patient?…")]
    [InlineData("https://ehr.example/api/FHIR/R4/Patient/Smith%20John", "/api/FHIR/R4/Patient/…")]
    [InlineData("https://files.example/smith.ndjson", "/…")]
    [InlineData("https://ehr.example/api/FHIR/R4x/Patient/1", "/…/…/…/Patient/1")]
    public void Only_what_is_known_to_be_harmless_stays(string address, string kept) =>
        RedactedAddress.Of(new Uri(address), Base).ShouldBe(kept);

    [Fact]
    public void A_value_of_any_other_parameter_never_stays() =>
        Gen.Select(Gen.Int[0, Hidden.Length - 1], Gen.String[Gen.Char.AlphaNumeric, 4, 20])
            .Sample((index, value) =>
            {
                var name = Hidden[index];
                var kept = RedactedAddress.Of(new Uri($"{Base}/Patient?_count=10&{name}=Qvx{value}&_sort=date"), Base);
                kept.ShouldNotContain("Qvx");
                kept.ShouldBe($"/api/FHIR/R4/Patient?_count=10&{name}=…&_sort=date");
            });
}
