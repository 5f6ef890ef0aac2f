namespace CcmFhirBridge.Pipeline.Probing;

/// <summary>Keeps what an EHR was seen to do; the newest counts, the earlier ones stay.</summary>
public interface IEhrMeasurementStore
{
    /// <summary>The newest measurement; null when the EHR was never measured.</summary>
    Task<EhrMeasurement?> NewestMeasurementAsync(CancellationToken cancellation);

    /// <summary>Adds one.</summary>
    Task KeepMeasurementAsync(EhrMeasurement measurement, CancellationToken cancellation);
}
