using System.Collections.Immutable;
using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Pipeline.Serving;

/// <summary>What an entry must be to be found: a formula over what its body and its state say.</summary>
public abstract record ServedCriterion
{
    private ServedCriterion()
    {
    }

    /// <summary>Every entry.</summary>
    public static ServedCriterion Everything { get; } = new AllOf([]);

    /// <summary>No entry.</summary>
    public static ServedCriterion Nothing { get; } = new AnyOf([]);

    /// <summary>All hold.</summary>
    public sealed record AllOf(ImmutableArray<ServedCriterion> Criteria) : ServedCriterion;

    /// <summary>At least one holds.</summary>
    public sealed record AnyOf(ImmutableArray<ServedCriterion> Criteria) : ServedCriterion;

    /// <summary>It does not hold.</summary>
    public sealed record Not(ServedCriterion Criterion) : ServedCriterion;

    /// <summary>One of these identifiers is its own: that of all its revisions, or that of this one.</summary>
    public sealed record Identified(ImmutableArray<string> Shared, ImmutableArray<string> Revisions) : ServedCriterion;

    /// <summary>It is a line of one of these Claims, by their revision identifiers.</summary>
    public sealed record LineOf(ImmutableArray<string> Claims) : ServedCriterion;

    /// <summary>It is of one of these, as <c>Patient/id</c>.</summary>
    public sealed record OfPatient(ImmutableArray<string> Patients) : ServedCriterion;

    /// <summary>It has one of these codes.</summary>
    public sealed record Coded(ImmutableArray<string> Codes) : ServedCriterion;

    /// <summary>Its code sorts, by its bytes, from <paramref name="From"/> (inclusive) to <paramref name="Before"/> (exclusive); null: no end.</summary>
    public sealed record CodedBetween(string? From, string? Before) : ServedCriterion;

    /// <summary>Its state is one of these: the first when the billing system that reads us files it, else the second.</summary>
    public sealed record InState(ImmutableArray<LedgerState> FiledHere, ImmutableArray<LedgerState> Elsewhere) : ServedCriterion;

    /// <summary>An instant of it lies from <paramref name="From"/> (inclusive) to <paramref name="Before"/> (exclusive), in UTC ticks; null: no end.</summary>
    public sealed record At(ServedInstant Field, long? From, long? Before) : ServedCriterion;

    /// <summary>A day of it lies from <paramref name="From"/> (inclusive) to <paramref name="Before"/> (exclusive); null: no end.</summary>
    public sealed record On(ServedDay Field, DateOnly? From, DateOnly? Before) : ServedCriterion;
}

/// <summary>Instants of an entry.</summary>
public enum ServedInstant
{
    /// <summary>Its newest event.</summary>
    Changed,

    /// <summary>When its body says that it was made.</summary>
    Created,
}

/// <summary>Days of the period that an entry bills.</summary>
public enum ServedDay
{
    /// <summary>The first.</summary>
    First,

    /// <summary>The one after the last.</summary>
    End,
}
