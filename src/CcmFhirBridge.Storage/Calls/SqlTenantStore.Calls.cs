using CcmFhirBridge.Pipeline.Calls;

namespace CcmFhirBridge.Storage;

/// <summary>Calls that their clients may repeat.</summary>
public abstract partial class SqlTenantStore
{
    private sealed class CallRow
    {
        public string ContentHash { get; init; } = "";

        public string Result { get; init; } = "";
    }

    public Task<string?> FirstResultAsync(RepeatableCall call, CancellationToken cancellation) =>
        ReadAsync(session => FirstResultAsync(session, call), cancellation);

    public Task KeepResultAsync(RepeatableCall call, string result, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FirstResultAsync(session, call) is null)
                await KeepResultAsync(session, call, result);
        },
        cancellation);

    // Inside the transaction of what the call does, so that two of them at once are one.
    private async Task<string?> FirstResultAsync(Session session, RepeatableCall? call)
    {
        if (call is null)
            return null;
        var first = await session.FirstAsync<CallRow>(
            "SELECT content_hash AS ContentHash, result AS Result FROM repeatable_call WHERE tenant = @Tenant AND client = @Client AND call_key = @Key",
            new { Tenant, call.Client, call.Key });
        return first is null || first.ContentHash == call.ContentHash ? first?.Result : throw new RepeatedKeyException();
    }

    private async Task KeepResultAsync(Session session, RepeatableCall? call, string result)
    {
        if (call is null)
            return;
        await session.ExecuteAsync(
            "INSERT INTO repeatable_call (tenant, client, call_key, content_hash, result, recorded_at) VALUES (@Tenant, @Client, @Key, @ContentHash, @result, @at)",
            new { Tenant, call.Client, call.Key, call.ContentHash, result, at = Time.GetUtcNow().UtcTicks });
    }
}
