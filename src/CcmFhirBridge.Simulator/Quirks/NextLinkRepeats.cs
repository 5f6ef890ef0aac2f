namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The link to the next page leads to the same page again.</summary>
public sealed class NextLinkRepeats(int first = 1, int times = 1) : PagingQuirk(first, times)
{
    private protected override void Change(Searchset page, string beginning) => page.Next = page.Self;
}
