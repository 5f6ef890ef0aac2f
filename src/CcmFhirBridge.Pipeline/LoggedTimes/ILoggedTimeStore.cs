using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.LoggedTimes;

/// <summary>Time that was logged here, append-only, and its Encounters among the stored resources, which no read of the EHR deletes or replaces.</summary>
public interface ILoggedTimeStore
{
    /// <summary>The entry that was logged under a caller's own identifier, or null.</summary>
    Task<LoggedTime?> FindLoggedAsync(string identifierSystem, string identifierValue, CancellationToken cancellation);

    /// <summary>
    /// Stores an entry and what is read from its Encounter, in one transaction; its patient becomes due, and everybody whose staff time it overlaps.
    /// An entry with the same id or the same identifier, or of the same call, stays as it is and is given back.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="encounter">Its Encounter in UTF-8.</param>
    /// <param name="mapping">Reads the Encounter.</param>
    /// <param name="call">The call, when its client may repeat it.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <returns>The entry as it is kept, and whether it is new.</returns>
    /// <exception cref="RepeatedKeyException">The call came before with another content.</exception>
    Task<(LoggedTime Entry, bool IsNew)> LogAsync(
        LoggedTime entry, ReadOnlyMemory<byte> encounter, IResourceMapping mapping, RepeatableCall? call, CancellationToken cancellation);

    /// <summary>
    /// Stores the next version of an entry's Encounter, in which it is taken back, in one transaction; its patient becomes due, and everybody whose
    /// staff time it overlaps. One that is taken back already stays as it is.
    /// </summary>
    /// <param name="taken">What is taken back, by whom and why.</param>
    /// <param name="encounter">The next version of its Encounter in UTF-8.</param>
    /// <param name="mapping">Reads the Encounter.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <returns>Whose time it was, as <c>Patient/id</c>; null when no such entry was logged.</returns>
    Task<string?> VoidAsync(VoidedTime taken, ReadOnlyMemory<byte> encounter, IResourceMapping mapping, CancellationToken cancellation);
}
