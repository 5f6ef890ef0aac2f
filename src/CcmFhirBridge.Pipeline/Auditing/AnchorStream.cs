namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>Signed heads in the order of their rows, one in memory at a time.</summary>
internal sealed class AnchorStream(IAsyncEnumerator<AuditAnchor?> anchors)
{
    private bool _isAhead;
    private bool _ended;

    /// <summary>The next one, again and again until it is taken: (false, null) at the end, (true, null) where one cannot be read.</summary>
    public async Task<(bool Is, AuditAnchor? Anchor)> PeekAsync()
    {
        if (_ended)
            return (false, null);
        if (!_isAhead && !await anchors.MoveNextAsync())
        {
            _ended = true;
            return (false, null);
        }

        _isAhead = true;
        return (true, anchors.Current);
    }

    public void Take() => _isAhead = false;
}
