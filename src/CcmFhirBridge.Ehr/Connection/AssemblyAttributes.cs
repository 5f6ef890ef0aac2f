using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("CcmFhirBridge.Ehr.Tests")]
[assembly: InternalsVisibleTo("CcmFhirBridge.ContractTests")]
