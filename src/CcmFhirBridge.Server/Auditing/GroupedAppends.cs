using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Server.Auditing;

/// <summary>
/// Appends the records of many requests in one commit: whoever comes while a commit is on its way shares the next one. Each caller waits
/// until its own record is on the disk.
/// </summary>
internal sealed class GroupedAppends(IAuditTrail trail)
{
    private readonly Lock _gate = new();
    private List<(AuditRecord Record, TaskCompletionSource Done)> _waiting = [];
    private bool _isWriting;

    /// <summary>Appends a record; it is committed when this ends.</summary>
    /// <exception cref="Pipeline.StoreException">The trail cannot be written.</exception>
    public Task AppendAsync(AuditRecord record)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((record, done));
            if (_isWriting)
                return done.Task;
            _isWriting = true;
        }

        _ = WriteAsync();
        return done.Task;
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            List<(AuditRecord Record, TaskCompletionSource Done)> group;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (group, _waiting) = (_waiting, []);
            }

            try
            {
                // Not given up when one of the callers is gone: the others wait for the same commit.
                await trail.AppendAsync([.. group.Select(one => one.Record)], CancellationToken.None);
                group.ForEach(static one => one.Done.SetResult());
            }
#pragma warning disable CA1031 // Whatever it is belongs to those who wait for it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                group.ForEach(one => one.Done.SetException(failure));
            }
        }
    }
}
