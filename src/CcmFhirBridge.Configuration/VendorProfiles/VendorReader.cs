using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.VendorProfiles;

/// <summary>Reads the file of a vendor; one with any problem is not used.</summary>
public static class VendorReader
{
    private static readonly YamlMap Nothing = new([], 0, 0);

    /// <summary>What a code can mean, as files spell it.</summary>
    internal static OrderedDictionary<string, VendorCodeMeaning> Meanings { get; } = new(StringComparer.Ordinal)
    {
        ["note"] = VendorCodeMeaning.Note,
        ["incomplete"] = VendorCodeMeaning.Incomplete,
        ["search-expired"] = VendorCodeMeaning.SearchExpired,
        ["withheld"] = VendorCodeMeaning.Withheld,
        ["merged"] = VendorCodeMeaning.Merged,
        ["deleted"] = VendorCodeMeaning.Deleted,
        ["quota"] = VendorCodeMeaning.Quota,
    };

    /// <summary>The profile in a file.</summary>
    /// <param name="file">Name of the file, which is called after its vendor.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="ConfigurationException">Something is wrong; every problem of the file is in it.</exception>
    public static VendorProfile Read(string file, byte[] bytes)
    {
        var log = new ProblemLog(file);
        var root = StrictYamlReader.Read(bytes, log);
        if (root is not null)
            Check(root, file, log);
        return log.IsEmpty ? Profile(root!) : throw new ConfigurationException(log.Problems);
    }

    /// <summary>The profile with what a tenant file says instead; a code that it names takes the place of the vendor's.</summary>
    internal static VendorProfile Override(VendorProfile profile, YamlMap overrides)
    {
        var paging = overrides.Map("paging") ?? Nothing;
        return profile with
        {
            PageSize = paging.Whole("size") ?? profile.PageSize,
            PageParameter = paging.Text("parameter") ?? profile.PageParameter,
            WaitsForTheMinute = overrides.Text("throttle") is { } throttle ? throttle == "minute" : profile.WaitsForTheMinute,
            PagesShift = overrides.Text("pages") is { } pages ? pages == "shifting" : profile.PagesShift,
            ClosesRanges = overrides.Text("ranges") is { } ranges ? ranges == "closed" : profile.ClosesRanges,
            WindowMonths = overrides.Whole("window") ?? profile.WindowMonths,
            Parameters = profile.Parameters.SetItems(Texts(overrides.Map("parameters"))),
            WriteForms = profile.WriteForms.SetItems(Texts(overrides.Map("write"))),
            Codes = profile.Codes.SetItems((overrides.Map("codes") ?? Nothing).Entries.Select(entry => KeyValuePair.Create(entry.Key, Code((YamlMap)entry.Value)))),
        };
    }

    /// <summary>The profile with forms of reading that a table names.</summary>
    internal static VendorProfile WithForms(VendorProfile profile, YamlMap forms)
    {
        foreach (var (type, word) in Texts(forms).Where(form => form.Key != VendorShape.AllTypes))
        {
            profile = ReadForm.Find(word) is { } form
                ? profile with { Forms = profile.Forms.SetItem(type, form), NotRead = profile.NotRead.Remove(type) }
                : profile with { Forms = profile.Forms.Remove(type), NotRead = profile.NotRead.Add(type) };
        }

        return profile;
    }

    /// <summary>Notes each type of a table that cannot be read in its form.</summary>
    internal static void CheckForms(YamlMap? forms, string path, ProblemLog log)
    {
        foreach (var entry in (forms ?? Nothing).Entries.Where(entry => entry.Key != VendorShape.AllTypes))
        {
            if (entry.Value is YamlText word && ReadForm.Find(word.Value) is { } form && EhrTypes.All.Contains(entry.Key) && EhrTypes.Misfit(entry.Key, form) is { } misfit)
                log.Add(entry.Line, "vendor.form", $"'{path}.{entry.Key}: {form.Word}' cannot be: {misfit}. Use '{EhrTypes.Fitting(entry.Key, form).Word}'.");
        }
    }

    private static void Check(YamlMap root, string file, ProblemLog log)
    {
        new ShapeCheck(log).Map(root, VendorShape.File, path: "");
        CheckForms(root.Map("read"), "read", log);
        if (root.Text("vendor") is { } key && file != key + ".yaml")
            log.Add(root.LineOf("vendor"), "vendor.file-name", $"the vendor is '{key}' but the file is called {file}. Rename one of the two.");
        if (root.Map("read")?.Text(VendorShape.AllTypes) == VendorShape.NotRead)
            log.Add(root.Map("read")!.LineOf(VendorShape.AllTypes), "vendor.form", "'read.all: none' would read nothing. Name the types that are not read.");
    }

    private static VendorProfile Profile(YamlMap root)
    {
        var limits = root.Map("limits") ?? Nothing;
        var read = root.Map("read") ?? Nothing;
        var profile = new VendorProfile
        {
            Key = root.Text("vendor")!,
            Name = root.Text("name")!,
            RequestsPerMinute = limits.Whole("perMinute"),
            RequestsInFlight = limits.Whole("inFlight"),
            Form = ReadForm.Find(read.Text(VendorShape.AllTypes)),
        };
        return WithForms(Override(profile, root), read);
    }

    private static VendorCode Code(YamlMap code) => new(Meanings[code.Text("means")!], code.Text("say")!);

    private static IEnumerable<KeyValuePair<string, string>> Texts(YamlMap? map) =>
        map is null ? [] : map.Entries.Select(entry => KeyValuePair.Create(entry.Key, ((YamlText)entry.Value).Value));
}
