using System.Diagnostics;
using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Torture.Simulations.Clocks;

/// <summary>Hears of every crash point that is reached on this thread, and lets the actor die there when its schedule wants it.</summary>
internal sealed class CrashPointWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];

    public CrashPointWatch() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == CrashPoint.Listener)
            _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Schedule.Running is not { } running || running.Schedule.DiesAt is not { } dies || !dies(running.Actor, value.Key))
            return;
        running.Actor.IsDead = true;
        throw new DeathException(value.Key);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }
}
