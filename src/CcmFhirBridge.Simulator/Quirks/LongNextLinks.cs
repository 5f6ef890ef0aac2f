namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The address of every next page carries a cursor of so many characters.</summary>
public sealed class LongNextLinks(int characters) : PagingQuirk(1, int.MaxValue - 1)
{
    private protected override void Change(Searchset page, string beginning) => page.Next = $"{page.Next}&cursor={new string('c', characters)}";
}
