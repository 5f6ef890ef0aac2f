using System.Runtime.CompilerServices;

// The compact codec is internal; its property tests and the benchmarks reach it.
[assembly: InternalsVisibleTo("CcmFhirBridge.Ehr.Tests")]
