namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Ticks that were not counted, by reason, each reason once. Mostly empty, and then without a list.</summary>
internal struct TicksByReason
{
    private List<(string Reason, long Ticks)>? _reasons;

    public readonly bool IsEmpty => _reasons is null;

    public readonly IReadOnlyList<(string Reason, long Ticks)> Reasons => (IReadOnlyList<(string, long)>?)_reasons ?? [];

    public readonly long Of(string reason)
    {
        if (_reasons is not null)
        {
            foreach (var (known, ticks) in _reasons)
            {
                if (known == reason)
                    return ticks;
            }
        }

        return 0;
    }

    public void Add(string reason, long ticks)
    {
        _reasons ??= [];
        for (var i = 0; i < _reasons.Count; i++)
        {
            if (_reasons[i].Reason == reason)
            {
                _reasons[i] = (reason, _reasons[i].Ticks + ticks);
                return;
            }
        }

        _reasons.Add((reason, ticks));
    }
}
