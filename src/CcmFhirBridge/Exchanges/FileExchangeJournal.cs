using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Exchanges;

namespace CcmFhirBridge.Exchanges;

/// <summary>Appends exchanges to the files of a folder. A line is written before the next request can follow from its answer.</summary>
/// <param name="folder">Where the files are.</param>
/// <param name="run">This process: its number and its machine.</param>
/// <param name="days">How long they are kept.</param>
internal sealed class FileExchangeJournal(ExchangeFolder folder, string run, int days) : IExchangeJournal
{
    // Of a process, since two journals of one tenant may be open in it.
    private static readonly Lock s_oneAtATime = new();

    private DateOnly? _pruned;

    /// <summary>This process, as the names of its files say it.</summary>
    public static string ThisRun { get; } = $"{Environment.ProcessId}@{string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-'))}";

    public void Keep(Exchange exchange)
    {
        try
        {
            var day = DateOnly.FromDateTime(exchange.At.UtcDateTime);
            lock (s_oneAtATime)
            {
                if (_pruned != day)
                {
                    PrivateFile.MakeFolder(folder.Path);
                    folder.Prune(day, days);
                    _pruned = day;
                }

                using var file = PrivateFile.Append(folder.FileOf(day, run));
                file.Write(ExchangeLine.Of(exchange));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk stops the store too, which says so; a diary without a page must not stop a bill.
        }
    }
}
