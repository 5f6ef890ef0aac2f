namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>Keeps of every month what its last comparison came to.</summary>
public interface IComparisonStore
{
    /// <summary>One a month that was ever compared, newest month first.</summary>
    Task<IReadOnlyList<MonthComparison>> ComparisonsAsync(CancellationToken cancellation);

    /// <summary>Keeps one in the place of the one before of the same month.</summary>
    Task KeepComparisonAsync(MonthComparison comparison, CancellationToken cancellation);
}
