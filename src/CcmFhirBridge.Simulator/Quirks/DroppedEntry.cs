namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>One entry of a page is missing, and nothing but the total says so.</summary>
public sealed class DroppedEntry(int first = 1, int times = 1) : PagingQuirk(first, times)
{
    private protected override void Change(Searchset page, string beginning) => page.DropEntry(page.Entries / 2);
}
