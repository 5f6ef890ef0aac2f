namespace CcmFhirBridge.Homes;

/// <summary>The home folder: <c>tenants/*.yaml</c>, <c>data/&lt;tenant&gt;.db</c>, <c>keys/</c>, <c>database.yaml</c>. Only its owner may look inside.</summary>
internal sealed class BridgeHome
{
    public BridgeHome(string path) => Path = System.IO.Path.GetFullPath(path);

    public string Path { get; }

    public string Tenants => System.IO.Path.Combine(Path, "tenants");

    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>Where the secrets that tenant files refer to may lie.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Where published lists lie that were imported; absent in a home without any.</summary>
    public string Rules => System.IO.Path.Combine(Path, "rules");

    /// <summary>The folder named, else CCM_BRIDGE_HOME, else ./ccm-home.</summary>
    public static BridgeHome Resolve(string? named, Func<string, string?> variable, string folder)
    {
        var chosen = named ?? variable("CCM_BRIDGE_HOME");
        return new BridgeHome(System.IO.Path.Combine(folder, string.IsNullOrWhiteSpace(chosen) ? "ccm-home" : chosen));
    }

    public string TenantFile(string slug) => System.IO.Path.Combine(Tenants, slug + ".yaml");

    /// <summary>Says that the tenants are stored in PostgreSQL; absent in most homes.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "database.yaml");

    /// <summary>The mark of a tenant that is stored in PostgreSQL.</summary>
    public string StoredElsewhere(string slug) => System.IO.Path.Combine(Data, slug + ".postgres");

    /// <summary>The mark of a tenant that is stored in a file of this home: that file is never made a second time by itself.</summary>
    public string StoredHere(string slug) => System.IO.Path.Combine(Data, slug + ".begun");

    /// <summary>Where what was said to the EHR of a tenant is kept.</summary>
    public string Exchanges(string slug) => System.IO.Path.Combine(Data, "exchanges", slug);

    /// <summary>The key that signs the heads of the tenants' trails.</summary>
    public string AuditKeyFile => System.IO.Path.Combine(Keys, "audit.pem");

    /// <summary>Where signed heads lie.</summary>
    public string Audits => System.IO.Path.Combine(Data, "audit");

    /// <summary>The signed heads of a tenant's trail, a line each.</summary>
    public string AuditHeads(string slug) => System.IO.Path.Combine(Audits, slug + ".heads");

    public string Database(string slug) => System.IO.Path.Combine(Data, slug + ".db");

    /// <summary>Makes the folders, readable by their owner only.</summary>
    public void Create()
    {
        foreach (var folder in new[] { Path, Tenants, Data, Keys })
            PrivateFile.MakeFolder(folder);
    }
}
