namespace CcmFhirBridge.Pipeline.Exchanges;

/// <summary>Keeps what was said to an EHR and what it said.</summary>
public interface IExchangeJournal
{
    /// <summary>Keeps an exchange. It never throws: who writes a diary must not stop who works.</summary>
    void Keep(Exchange exchange);
}
