using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Server.Workers;

/// <summary>
/// The steps of one tenant, as the executable wires them. A worker calls them one after the other, never two at once. Each is safe to
/// repeat, keeps what it did before it ends, and gives up at once, without losing anything, when it is cancelled.
/// </summary>
public interface ITenantRuns
{
    /// <summary>Whose steps these are.</summary>
    Tenant Tenant { get; }

    /// <summary>
    /// Takes the right to work for the tenant, alone, before the first step of a pass; disposing the answer gives it back after the last one.
    /// </summary>
    /// <exception cref="TenantPausedException">The tenant is paused.</exception>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    /// <exception cref="LeaseException">Another process works for the tenant.</exception>
    Task<IAsyncDisposable> BeginAsync(CancellationToken cancellation);

    /// <summary>Lets go of everything that is open; the next step opens it anew. Called after a failure on our side, and at the end.</summary>
    Task LetGoAsync();

    /// <summary>
    /// Lets another machine take the tenant over. Called after a failed pass: what fails here, the disk of this machine or its way to the EHR, may
    /// work there.
    /// </summary>
    Task StepBackAsync();

    /// <summary>Gives back the memory that only a step needs; called when nothing is to be done for a while.</summary>
    Task RestAsync(CancellationToken cancellation);

    /// <summary>Reads what changed in the EHR and stores it.</summary>
    /// <exception cref="EhrException">The EHR cannot be read.</exception>
    Task<TenantPass> SyncAsync(CancellationToken cancellation);

    /// <summary>Assesses the patients of the month that are due, from what is stored.</summary>
    Task AssessAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>
    /// Closes the month when it may be closed, and says where it stands now. It decides by itself: a month that is not due, or has no
    /// complete read yet, stays as it is, and a closed one is left alone.
    /// </summary>
    Task<MonthState> CloseAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>Asks the EHR about every line that was left <c>sending</c> or <c>in-doubt</c>, and only then sends what is planned.</summary>
    /// <exception cref="EhrException">The EHR cannot be asked or written.</exception>
    Task<WriteBackPass> WriteBackAsync(CancellationToken cancellation);

    /// <summary>
    /// Signs the head of the tenant's trail when that is due, so that rows which are cut off later are missed; null when it is not due, or
    /// when nothing was written since.
    /// </summary>
    /// <param name="isStop">Whether work ends: then it is due at once.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation);

    /// <summary>Counts what the store holds, with the patients of <paramref name="month"/>.</summary>
    Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation);
}

/// <summary>What one sync did; counts only.</summary>
/// <param name="Read">Resources received.</param>
/// <param name="Changed">Resources that were new, different or gone.</param>
/// <param name="Gaps">Resources or parts of them that could not be read.</param>
public readonly record struct TenantPass(long Read, long Changed, long Gaps)
{
    /// <summary>The same by FHIR type, as far as it was counted.</summary>
    public IReadOnlyList<TypePass> Types { get => field ?? []; init; }

    /// <summary>What somebody should hear of the EHR now; nothing of a patient.</summary>
    public IReadOnlyList<string> News { get => field ?? []; init; }
}

/// <summary>What one sync did with one type.</summary>
/// <param name="ResourceType">FHIR type; one of those that are synced.</param>
/// <param name="Read">Resources received.</param>
/// <param name="Gaps">Of those, unreadable ones.</param>
public readonly record struct TypePass(string ResourceType, long Read, long Gaps);

/// <summary>What one write-back did and left; counts only.</summary>
/// <param name="Sent">Bodies sent now.</param>
/// <param name="Confirmed">Lines confirmed now.</param>
/// <param name="Held">Lines that wait for a person after it.</param>
/// <param name="InDoubt">Lines of which nobody can tell after it whether the EHR has them.</param>
public readonly record struct WriteBackPass(long Sent, long Confirmed, long Held, long InDoubt);
