using CcmFhirBridge.Configuration.RulePacks;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>Reads published lists, each for the files of the pack.</summary>
public static class ListReader
{
    /// <summary>A relative value file or a GPCI file, whichever it is.</summary>
    /// <param name="file">The published file.</param>
    /// <param name="pack">The pack in use.</param>
    /// <param name="from">First day of the quarter; null where the file says it.</param>
    /// <param name="qualifying">A relative value file is the one with the factor of qualifying participants.</param>
    /// <exception cref="ConfigurationException">It is neither, of another quarter, changed, or cut off.</exception>
    public static ImportedList FeeSchedule(PublicFile file, RulePack pack, DateOnly? from, bool qualifying) =>
        LocalityList.YearOf(file) > 0 ? LocalityList.Read(file, pack, from) : RelativeValueList.Read(file, pack, from, qualifying);

    /// <summary>Claim edits: of the files that are named the pairs go together, and each other is a list of its own.</summary>
    /// <exception cref="ConfigurationException">One is none of the three lists, of another quarter, changed, or cut off.</exception>
    public static IReadOnlyList<ImportedList> Edits(IReadOnlyList<PublicFile> files, RulePack pack, DateOnly? from)
    {
        var pairs = files.Where(static file => Has(file, "Column 1", "complement")).ToArray();
        var lists = new List<ImportedList>();
        if (pairs.Length > 0)
            lists.Add(EditLists.Pairs(pairs, pack, from));
        foreach (var file in files.Except(pairs))
            lists.Add(Has(file, "Add-On_Code", "add_on") ? EditLists.AddOns(file, pack, from) : EditLists.UnlikelyUnits(file, pack, from));
        return lists;
    }

    /// <summary>Chronic conditions: AHRQ's indicator or CMS's warehouse, whichever it is.</summary>
    /// <exception cref="ConfigurationException">It is neither, of another year, changed, or cut off.</exception>
    public static ImportedList ChronicConditions(PublicFile file, DateOnly? from) =>
        Has(file, "condition_id", "condition_column_name") ? ChronicConditionLists.Warehouse(file, from) : ChronicConditionLists.Indicator(file, from);

    private static bool Has(PublicFile file, params ReadOnlySpan<string> headings)
    {
        foreach (var row in file.Rows.Take(40))
        {
            foreach (var heading in headings)
            {
                if (row.Cells.Contains(heading, StringComparer.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
