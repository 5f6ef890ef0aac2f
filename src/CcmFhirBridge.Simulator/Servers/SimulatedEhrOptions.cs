using System.Collections.Immutable;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Searches;
using CcmFhirBridge.Simulator.Vendors;

namespace CcmFhirBridge.Simulator.Servers;

/// <summary>What kind of EHR is simulated.</summary>
public sealed record SimulatedEhrOptions
{
    /// <summary>Port on the loopback address; 0 takes a free one.</summary>
    public int Port { get; init; }

    public string BasePath { get; init; } = "/fhir";

    /// <summary>Origin under which clients reach it where something stands in between; null for its own.</summary>
    public Uri? Origin { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Entries a page when the client does not say.</summary>
    public int DefaultPageSize { get; init; } = 50;

    /// <summary>Most entries a page, whatever the client says.</summary>
    public int LargestPage { get; init; } = 250;

    /// <summary>Next links kept; older ones answer 410.</summary>
    public int PromisedPages { get; init; } = 10_000;

    /// <summary>PUT to an unused id creates.</summary>
    public bool UpdateCreate { get; init; } = true;

    /// <summary>If-None-Exist is honoured; otherwise it is ignored, as some servers do.</summary>
    public bool ConditionalCreate { get; init; } = true;

    public bool ConditionalUpdate { get; init; } = true;

    public bool Transactions { get; init; } = true;

    /// <summary>A transaction is done entry by entry, as some servers do: what fails in it does not undo the rest.</summary>
    public bool TransactionsInPieces { get; init; }

    public bool Batches { get; init; } = true;

    /// <summary>Answer to a stale If-Match: 412, or 409 as some servers do.</summary>
    public int StaleVersionStatus { get; init; } = 412;

    /// <summary>Types that answer 405 to writes.</summary>
    public ImmutableHashSet<string> ReadOnlyTypes { get; init; } = [];

    /// <summary>Types that this EHR does not have.</summary>
    public ImmutableHashSet<string> HiddenTypes { get; init; } = [];

    /// <summary>What it makes of resources that are written; null keeps them as they are.</summary>
    public IVendor? Vendor { get; init; }

    /// <summary>How it takes searches.</summary>
    public SearchHabits Searching { get; init; } = SearchHabits.Standard;

    /// <summary>File to which every committed write is appended; null for none.</summary>
    public string? HistoryFile { get; init; }

    /// <summary>Asks for tokens; null lets everybody in.</summary>
    public DoorOptions? Door { get; init; }

    /// <summary>Quirks from the start.</summary>
    public ImmutableArray<IQuirk> Quirks { get; init; } = [];
}
