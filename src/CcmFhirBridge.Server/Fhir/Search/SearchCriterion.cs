using System.Collections.Immutable;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>One parameter of a search: any of its values is enough.</summary>
/// <param name="Name">Name of the parameter.</param>
internal abstract record SearchCriterion(string Name);

/// <summary>A token parameter.</summary>
internal sealed record TokenCriterion(string Name, bool IsNot, ImmutableArray<TokenValue> Values) : SearchCriterion(Name);

/// <summary>A date parameter.</summary>
internal sealed record DateCriterion(string Name, ImmutableArray<DateValue> Values) : SearchCriterion(Name);

/// <summary>A reference parameter.</summary>
internal sealed record ReferenceCriterion(string Name, ImmutableArray<ReferenceValue> Values) : SearchCriterion(Name);
