namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Sorts the few things that a record holds of a kind, and keeps those that are equal in their order.</summary>
internal static class SmallOrder
{
    private const int Few = 24;

    public static void Sort<T>(Span<T> items, Comparison<T> compare)
    {
        if (items.Length > Few)
        {
            items.ToArray().Order(Comparer<T>.Create(compare)).ToArray().CopyTo(items);
            return;
        }

        for (var i = 1; i < items.Length; i++)
        {
            var item = items[i];
            var at = i;
            while (at > 0 && compare(items[at - 1], item) > 0)
            {
                items[at] = items[at - 1];
                at--;
            }

            items[at] = item;
        }
    }
}
