namespace CcmFhirBridge.Domain.Tests.Building;

internal static class Sampling
{
    /// <summary>How often a property is tried. A mutation run repeats the tests for every mutant, and what a few tries do not find there, a table has to.</summary>
#if MUTATION_TESTING
    public const int Samples = 50;
#else
    public const int Samples = 10_000;
#endif
}
