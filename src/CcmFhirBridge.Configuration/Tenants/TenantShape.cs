using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Every key of the tenant file. The reader and the JSON Schema are both made from this table.</summary>
internal static class TenantShape
{
    public const string NotSupported = "tenant.not-supported";

    public static readonly TextShape Slug =
        new("a slug of 3 to 40 small letters, digits and hyphens that starts with a letter", "^[a-z][a-z0-9-]{2,39}$", TenantValues.SlugProblem);

    public static MapShape Root { get; } = new([
        new("tenant", Slug,
            "the slug of the practice, also the name of this file; never renamed nor reused", Required: true),
        new("name", Name, "the name of the practice for people", Required: true),
        new("timeZone", new TextShape("an IANA time zone", Check: TenantValues.TimeZoneProblem),
            "the IANA time zone that decides days and months, such as America/New_York", Required: true),
        new("ehr", EhrShape.Root, "how the EHR is reached and read", Required: true),
        new("billing", BillingShape.Root, "who bills, what it charges and when it may be released", Required: true),
        new("practitioners", new ListShape(BillingShape.Practitioner), "the practice's own list of people; it overrides what the EHR says of them"),
        new("policy", PolicyShape.Root, "policy switches; what is left out has its default"),
        new("payers", new ListShape(PayerShape.Entry), "by whose rules which payer is billed; a payer other than Medicare Part B that is not here is held"),
        new("mapping", MappingShape.Root, "what overrides the default input profile"),
    ]);

    public static TextShape Name => new("a name of at most 200 characters on one line", "^[^\\x00-\\x1f]{1,200}$");

    public static TextShape Duration(string example, TimeSpan least, TimeSpan most) => new($"a duration such as {example}", "^[1-9][0-9]{0,4}(s|m|h)$",
        text => TenantValues.Duration(text) < least || TenantValues.Duration(text) > most
            ? $"use a duration from {least.TotalSeconds:0}s to {most.TotalSeconds:0}s"
            : null);

    /// <summary>Words that this version knows but cannot do yet.</summary>
    public static WordShape Words(string[] words, string[] notYet, string use) => new([.. words])
    {
        Refused = notYet.ToImmutableRefusals(NotSupported, $"is not supported yet by this version; use '{use}'."),
    };

    public static ImmutableDictionary<string, WordRefusal> ToImmutableRefusals(this IEnumerable<string> words, string code, string message)
        => ImmutableDictionary.CreateRange(words.Select(word => KeyValuePair.Create(word, new WordRefusal(code, message))));
}
