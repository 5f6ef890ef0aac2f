using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.VendorProfiles;

/// <summary>Every key of a vendor's file, and of what a tenant file says instead.</summary>
internal static class VendorShape
{
    /// <summary>The word for a type that is not read.</summary>
    public const string NotRead = "none";

    /// <summary>Key under which the form of all types stands.</summary>
    public const string AllTypes = "all";

    private static readonly TextShape Line = new("a text on one line", "^[^\\x00-\\x1f]{1,300}$");

    private static readonly TextShape Parameter = new("the name of a search parameter", "^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$");

    private static readonly WordShape Form = new([.. ReadForm.All.Select(form => form.Word), NotRead]);

    /// <summary>A form of reading by type.</summary>
    public static TableShape Forms { get; } = new(new TextShape("a FHIR type that the bridge reads, such as Encounter", $"^({string.Join('|', EhrTypes.All)})$"), Form);

    /// <summary>What stands in a vendor's file and may stand under <c>ehr.overrides</c> too.</summary>
    public static MapShape Overrides { get; } = new([
        new("paging", new MapShape([
            new("size", new WholeShape(1, 1000), "entries a page that are asked for"),
            new("parameter", Parameter, "the parameter that asks for them"),
        ]), "how pages are asked for"),
        new("throttle", new WordShape(["retry-after", "minute"]), "how an overloaded EHR is waited for: as it says, or until the next minute of the clock"),
        new("pages", new WordShape(["steady", "shifting"]), "whether the pages of a search stand still while somebody works"),
        new("ranges", new WordShape(["open", "closed"]), "whether ranges are asked with a beginning only, or with both ends"),
        new("window", new WholeShape(1, 24), "months before the present one that a window of days of service covers"),
        new("parameters", new TableShape(Parameter, Line), "parameters that go with every search"),
        new("write", new MapShape([
            new("Claim", new WordShape(["fhir", "canvas-claim"]), "in which form Claims are written"),
            new("ChargeItem", new WordShape(["fhir", "oracle-charge"]), "in which form ChargeItems are written"),
        ]), "types that are written in a form of the vendor's own"),
        new("codes", new TableShape(new TextShape("a code of the EHR's outcomes", "^[A-Za-z0-9._-]{1,32}$"), new MapShape([
            new("means", new WordShape([.. VendorReader.Meanings.Keys]), "what the bridge does about it", Required: true),
            new("say", Line, "what it means, for a person", Required: true),
        ])), "what the vendor's own codes mean"),
    ]);

    /// <summary>A vendor's file.</summary>
    public static MapShape File { get; } = new([
        new("vendor", new TextShape("the key of the vendor", "^[a-z]{2,20}$"), "the key of the vendor, which is also the name of the file", Required: true),
        new("name", Line, "the name for people", Required: true),
        new("limits", new MapShape([
            new("perMinute", new WholeShape(1, 6000), "requests a minute, those for tokens among them"),
            new("inFlight", new WholeShape(1, 64), "requests at the same time"),
        ]), "how hard the EHR may be asked"),
        new("read", new MapShape([new(AllTypes, Form, "how all types are read"), .. EhrTypes.All.Select(type => new YamlKey(type, Form, $"how {type} is read"))]), "how types are read"),
        .. Overrides.Keys,
    ]);
}
