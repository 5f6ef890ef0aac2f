using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Storage.Dialects;
using Dapper;

namespace CcmFhirBridge.Storage.Serving;

/// <summary>
/// A search as SQL. Whatever is searched for is a parameter. Which index a page is read through is decided here: every page begins at
/// its own first row, so that the thousandth costs what the first did.
/// </summary>
internal sealed class ServedSql
{
    private readonly DynamicParameters _arguments = new();
    private readonly Dialect _dialect;
    private int _number;

    private ServedSql(string tenant, Dialect dialect)
    {
        _dialect = dialect;
        _arguments.Add("tenant", tenant);
    }

    public static (string Sql, DynamicParameters Arguments) Page(string tenant, Dialect dialect, ServedQuery query)
    {
        var sql = new ServedSql(tenant, dialect);
        var (column, direction) = (Column(query.Sort), query.IsDescending ? " DESC" : "");
        var where = sql.Where(query.ResourceType, query.After is null ? query.Where : Begun(query));
        if (query.After is { } after)
            where += sql.Behind(query, after);
        var order = query.Sort == ServedSort.Id ? $"e.revision_identifier{direction}" : $"{column}{direction}, e.revision_identifier{direction}";
        return ($"SELECT {ServedRow.Columns} FROM {sql.Entries(query.ResourceType, query.Where, query.Sort)} WHERE {where} ORDER BY {order} LIMIT {sql.Add((long)query.Most)}", sql._arguments);
    }

    public static (string Sql, DynamicParameters Arguments) Count(string tenant, Dialect dialect, string resourceType, ServedCriterion criterion)
    {
        var sql = new ServedSql(tenant, dialect);
        var where = sql.Where(resourceType, criterion);
        return ($"SELECT COUNT(*) FROM {sql.Entries(resourceType, criterion, ServedSort.Changed)} WHERE {where}", sql._arguments);
    }

    public static (string Sql, DynamicParameters Arguments) Together(string tenant, Dialect dialect, string resourceType, IReadOnlyList<string> others)
    {
        var sql = new ServedSql(tenant, dialect);
        var (ours, theirs) = resourceType == "Claim" ? ("=", "<>") : ("<>", "=");
        return ($"""
            SELECT {ServedRow.Columns} FROM ledger_entry o JOIN ledger_entry e
              ON e.tenant = o.tenant AND e.person = o.person AND e.month = o.month AND e.family = o.family AND e.revision = o.revision AND e.code {ours} ''
            WHERE o.tenant = @tenant AND o.code {theirs} '' AND o.revision_identifier IN {sql.Add([.. others])}
            """, sql._arguments);
    }

    // Where a page begins says more than where the search does; told both, SQLite begins at the search.
    private static ServedCriterion Begun(ServedQuery query)
    {
        var all = query.Where is ServedCriterion.AllOf { Criteria: var criteria } ? criteria : [query.Where];
        return new ServedCriterion.AllOf([.. all.Select(each => (each, query.Sort) switch
        {
            (ServedCriterion.At { Field: ServedInstant.Changed } at, ServedSort.Changed) => query.IsDescending ? at with { Before = null } : at with { From = null },
            (ServedCriterion.At { Field: ServedInstant.Created } at, ServedSort.Created) => query.IsDescending ? at with { Before = null } : at with { From = null },
            (ServedCriterion.On { Field: ServedDay.First } on, ServedSort.Occurs) => query.IsDescending ? on with { Before = null } : on with { From = null },
            _ => each,
        })]);
    }

    private static string Column(ServedSort sort) => sort switch
    {
        ServedSort.Id => "e.revision_identifier",
        ServedSort.Created => "e.created_at",
        ServedSort.Occurs => "e.occurs_from",
        _ => "e.changed_at",
    };

    // A few rows first; else whatever lies in the order that is asked for.
    private string Entries(string resourceType, ServedCriterion where, ServedSort sort)
    {
        var all = where is ServedCriterion.AllOf { Criteria: var criteria } ? criteria : [where];
        var index = all.Any(static each => each is ServedCriterion.Identified or ServedCriterion.LineOf) ? "ledger_entry_revision"
            : all.Any(static each => each is ServedCriterion.OfPatient) ? "ledger_entry_subject"
            : sort == ServedSort.Id ? "ledger_entry_revision"
            : sort == ServedSort.Created ? "ledger_entry_created"
            : sort == ServedSort.Occurs ? "ledger_entry_occurs"
            : resourceType == "Claim" || all.Any(static each => each is ServedCriterion.Coded { Codes.Length: 1 }) ? "ledger_entry_served"
            : "ledger_entry_charges";
        return $"ledger_entry e{_dialect.Through(index)}";
    }

    private string Where(string resourceType, ServedCriterion criterion) =>
        $"e.tenant = @tenant AND e.code {(resourceType == "Claim" ? "=" : "<>")} '' AND {Of(criterion)}";

    private string Behind(ServedQuery query, ServedPosition after)
    {
        var compare = query.IsDescending ? "<" : ">";
        var revision = Add(after.RevisionIdentifier);
        if (query.Sort == ServedSort.Id)
            return $" AND e.revision_identifier {compare} {revision}";
        object key = query.Sort == ServedSort.Occurs ? after.Key : long.Parse(after.Key, CultureInfo.InvariantCulture);
        return $" AND ({Column(query.Sort)}, e.revision_identifier) {compare} ({Add(key)}, {revision})";
    }

    private string Of(ServedCriterion criterion) => criterion switch
    {
        ServedCriterion.AllOf all => all.Criteria.IsEmpty ? "1 = 1" : string.Join(" AND ", all.Criteria.Select(Of)),
        ServedCriterion.AnyOf any => any.Criteria.IsEmpty ? "1 = 0" : $"({string.Join(" OR ", any.Criteria.Select(each => $"({Of(each)})"))})",
        ServedCriterion.Not not => $"NOT ({Of(not.Criterion)})",
        ServedCriterion.Identified identified => Identified(identified),
        ServedCriterion.LineOf lines => $"""
            e.revision_identifier IN (SELECT l.revision_identifier FROM ledger_entry c{_dialect.Through("ledger_entry_revision")} JOIN ledger_entry l
              ON l.tenant = c.tenant AND l.person = c.person AND l.month = c.month AND l.family = c.family AND l.revision = c.revision AND l.code <> ''
              WHERE c.tenant = @tenant AND c.code = '' AND c.revision_identifier IN {Add(lines.Claims)})
            """,
        ServedCriterion.OfPatient of => $"e.subject IN {Add(of.Patients)}",
        ServedCriterion.Coded { Codes: [var code] } => $"e.code = {Add(code)}",
        ServedCriterion.Coded coded => $"e.code IN {Add(coded.Codes)}",
        ServedCriterion.CodedBetween between => Between("e.code", between.From, between.Before),
        ServedCriterion.InState states =>
            $"((COALESCE(e.filed_through, '') = 'billing-system' AND e.state IN {Add(states.FiledHere)}) OR (COALESCE(e.filed_through, '') <> 'billing-system' AND e.state IN {Add(states.Elsewhere)}))",
        ServedCriterion.At at => Between(at.Field == ServedInstant.Changed ? "e.changed_at" : "e.created_at", at.From, at.Before),
        ServedCriterion.On on => Between(on.Field == ServedDay.First ? "e.occurs_from" : "e.occurs_end", Iso(on.From), Iso(on.Before)),
        _ => throw new ArgumentException($"{criterion.GetType().Name} is not known here.", nameof(criterion)),
    };

    private string Identified(ServedCriterion.Identified identified)
    {
        if (identified.Shared.IsEmpty)
            return $"e.revision_identifier IN {Add(identified.Revisions)}";
        return $"""
            e.revision_identifier IN (SELECT s.revision_identifier FROM ledger_entry s{_dialect.Through("ledger_entry_identifier")} WHERE s.tenant = @tenant AND s.identifier IN {Add(identified.Shared)}
              UNION SELECT r.revision_identifier FROM ledger_entry r{_dialect.Through("ledger_entry_revision")} WHERE r.tenant = @tenant AND r.revision_identifier IN {Add(identified.Revisions)})
            """;
    }

    private string Between(string column, object? from, object? before) => (from, before) switch
    {
        (null, null) => "1 = 1",
        ({ } low, null) => $"{column} >= {Add(low)}",
        (null, { } high) => $"{column} < {Add(high)}",
        var (low, high) => $"({column} >= {Add(low)} AND {column} < {Add(high)})",
    };

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Add(ImmutableArray<LedgerState> states) => Add([.. states.Select(Words.Of)]);

    // A parameter a value, which both databases take; nothing is in an empty list.
    private string Add(ImmutableArray<string> values) => values.IsEmpty ? "(SELECT '' WHERE 1 = 0)" : $"({string.Join(", ", values.Select(value => Add((object)value)))})";

    private string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{_number++}");
        _arguments.Add(name, value);
        return "@" + name;
    }
}
