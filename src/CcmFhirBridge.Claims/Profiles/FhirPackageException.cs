namespace CcmFhirBridge.Claims.Profiles;

/// <summary>A FHIR package cannot be read, or is not what it should be. The message names the entry.</summary>
public sealed class FhirPackageException : Exception
{
    public FhirPackageException()
    {
    }

    public FhirPackageException(string message)
        : base(message)
    {
    }

    public FhirPackageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
