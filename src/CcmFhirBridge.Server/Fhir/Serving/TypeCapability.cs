using Hl7.Fhir.Model;
using TypeRestfulInteraction = Hl7.Fhir.Model.CapabilityStatement.TypeRestfulInteraction;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>Says of every served type what its endpoints do.</summary>
internal sealed class TypeCapability(IEnumerable<IServedType> types) : ICapability
{
    private static readonly TypeRestfulInteraction[] s_interactions =
        [TypeRestfulInteraction.Read, TypeRestfulInteraction.Vread, TypeRestfulInteraction.HistoryInstance, TypeRestfulInteraction.SearchType];

    public void Describe(CapabilityStatement.RestComponent rest)
    {
        foreach (var type in types)
        {
            rest.Resource.Add(new CapabilityStatement.ResourceComponent
            {
                Type = type.Name,
                SupportedProfile = type.Profile is { } profile ? [profile] : [],
                Interaction = [.. s_interactions.Select(static code => new CapabilityStatement.ResourceInteractionComponent { Code = code })],
                Versioning = CapabilityStatement.ResourceVersionPolicy.Versioned,
                ReadHistory = true,
                UpdateCreate = false,
                ConditionalCreate = false,
                ConditionalRead = CapabilityStatement.ConditionalReadStatus.FullSupport,
                ConditionalUpdate = false,
                SearchInclude = Includes(type, "_include"),
                SearchRevInclude = Includes(type, "_revinclude"),
                SearchParam = [.. type.Parameters.Select(static parameter => new CapabilityStatement.SearchParamComponent { Name = parameter.Name, Type = parameter.Type, Definition = parameter.Definition })],
            });
        }
    }

    private static string[] Includes(IServedType type, string parameter) =>
        [.. type.Includes.Where(include => include.Parameter == parameter).Select(static include => include.Value)];
}
