using System.Text.Json;
using System.Text.Json.Serialization;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Probing;

namespace CcmFhirBridge.Storage;

/// <summary>What the EHR was seen to do.</summary>
public abstract partial class SqlTenantStore
{
    private static readonly JsonSerializerOptions s_measurement = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter<WriteVerb>(JsonNamingPolicy.KebabCaseLower) },
    };

    public Task<EhrMeasurement?> NewestMeasurementAsync(CancellationToken cancellation) => ReadAsync(
        async session => await session.FirstAsync<byte[]>("SELECT body FROM ehr_measurement WHERE tenant = @Tenant ORDER BY seq DESC LIMIT 1", new { Tenant }) is { } body
            ? Measurement(body)
            : null,
        cancellation);

    public Task KeepMeasurementAsync(EhrMeasurement measurement, CancellationToken cancellation) => WriteAsync(
        session =>
        {
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Ehr, Action = "measure" });
            return session.ExecuteAsync(
                "INSERT INTO ehr_measurement (tenant, at, body) VALUES (@Tenant, @at, @body)",
                new { Tenant, at = measurement.At.UtcTicks, body = JsonSerializer.SerializeToUtf8Bytes(measurement, s_measurement) });
        },
        cancellation);

    private EhrMeasurement Measurement(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<EhrMeasurement>(body, s_measurement)!;
        }
        catch (JsonException wrong)
        {
            throw new StoreException(StoreFailure.Corrupt, $"{Place} keeps a measurement of the EHR that cannot be read. Restore a backup, or run the version that wrote it.", wrong);
        }
    }
}
