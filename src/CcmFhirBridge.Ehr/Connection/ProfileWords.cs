using System.Globalization;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>What is in force for an EHR, in a line.</summary>
public static class ProfileWords
{
    /// <summary>Pace, pages and window; no secret and no patient.</summary>
    public static string Of(EhrSettings ehr)
    {
        var profile = ehr.Profile;
        var population = ehr.Population switch
        {
            Population.Group group => $"members of Group/{group.Id}",
            Population.Listed listed => string.Create(CultureInfo.InvariantCulture, $"{listed.Patients.Length} listed patients"),
            _ => "everybody whom a search shows",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ehr.RequestsPerMinute} requests a minute with those for tokens, {ehr.RequestsInFlight} at once, pages of {profile.PageSize} by {profile.PageParameter}, a window of {profile.WindowMonths} months, {profile.Codes.Count} known codes, population: {population}");
    }

    /// <summary>How types are to be read and who says so, in a line; what nobody says is left to what the EHR declares.</summary>
    public static string Reads(EhrSettings ehr) => string.Join("; ", ehr.Types.Select(type => (Type: type, How: How(type, ehr)))
        .GroupBy(each => each.How, StringComparer.Ordinal).Select(types => $"{string.Join(", ", types.Select(each => each.Type))} {types.Key}"));

    private static string How(string type, EhrSettings ehr)
    {
        if (ehr.Profile.NotRead.Contains(type))
            return $"not at all ({ehr.Profile.Key}, or ehr.sync.forms)";
        if (ehr.ReadForms.TryGetValue(type, out var own))
            return $"by {own.Word} (ehr.sync.forms)";
        if (ehr.ReadForm is { } named)
            return $"by {EhrTypes.Fitting(type, named).Word} (ehr.sync.mode)";
        return ehr.Profile.Forms.TryGetValue(type, out var known) ? $"by {known.Word} ({ehr.Profile.Key})"
            : ehr.Profile.Form is { } usual ? $"by {EhrTypes.Fitting(type, usual).Word} ({ehr.Profile.Key})"
            : "as the EHR declares";
    }
}
