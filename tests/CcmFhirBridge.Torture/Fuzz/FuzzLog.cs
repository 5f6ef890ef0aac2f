using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>Reads along with all that the service logs, and keeps the lines that tell of a patient.</summary>
internal sealed class FuzzLog(Func<string, bool> tellsOfSomebody) : ILoggerProvider, ILogger
{
    private long _lines;

    /// <summary>Lines so far.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    public ConcurrentQueue<string> Leaks { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Look(state.ToString());
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref _lines);
        Look(formatter(state, exception));
        Look(exception?.ToString());
    }

    public void Dispose()
    {
        // Holds nothing.
    }

    private void Look(string? text)
    {
        if (text is not null && tellsOfSomebody(text))
            Leaks.Enqueue(text);
    }
}
