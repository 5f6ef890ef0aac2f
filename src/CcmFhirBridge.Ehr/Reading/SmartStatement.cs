using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>What an EHR says of its authorization server, where the tenant asks it for tokens.</summary>
internal sealed class SmartStatement(EhrAuthorization authorization, EhrGateway gateway)
{
    private const string WellKnown = ".well-known/smart-configuration";

    /// <summary>Its parts; none where no tokens are asked for or the EHR says nothing.</summary>
    /// <exception cref="Pipeline.EhrException">No answer, for longer than we retry.</exception>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> PartsAsync(CancellationToken cancellation)
    {
        if (authorization is not (EhrAuthorization.SmartBackend or EhrAuthorization.ClientSecret))
            return [];
        using var answer = await gateway.GetAsync(gateway.Origins.Below(WellKnown), $"GET {WellKnown}", fresh: true, cancellation);
        if (!answer.IsSuccess || AnswerForms.Of(answer) != AnswerForm.Json)
            return [];
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var configuration = document.RootElement;
            return
            [
                Part("token endpoint", [configuration.Text("token_endpoint") ?? "none"]),
                Part("token endpoint methods", configuration.Strings("token_endpoint_auth_methods_supported")),
                Part("token endpoint algorithms", configuration.Strings("token_endpoint_auth_signing_alg_values_supported")),
                Part("SMART capabilities", configuration.Strings("capabilities")),
            ];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static KeyValuePair<string, string> Part(string name, IEnumerable<string> words) =>
        KeyValuePair.Create(name, string.Join(' ', words.Select(Capabilities.Plain).Order(StringComparer.Ordinal)));
}
