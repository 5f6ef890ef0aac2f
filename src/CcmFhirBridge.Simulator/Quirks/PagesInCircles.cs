namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The link to the next page leads back to the first one of the search.</summary>
public sealed class PagesInCircles(int first = 1, int times = 1) : PagingQuirk(first, times)
{
    private protected override void Change(Searchset page, string beginning) => page.Next = beginning;
}
