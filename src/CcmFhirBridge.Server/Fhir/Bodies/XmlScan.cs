using System.Xml;

namespace CcmFhirBridge.Server.Fhir.Bodies;

/// <summary>The only way by which XML from outside is opened: no document type, no entity, no address is ever followed.</summary>
internal static class XmlScan
{
    private const string Fhir = "http://hl7.org/fhir";
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    public static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = false,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = FhirBodies.MostBytes,
        MaxCharactersFromEntities = FhirBodies.MostBytes,
    });

    /// <summary>Looks through a body from its first to its last element.</summary>
    /// <exception cref="FhirProblem">400: it is not XML, has a document type, a processing instruction or elements of others, or is too deep.</exception>
    public static void Check(string text)
    {
        using var reader = Open(text);
        try
        {
            while (reader.Read())
            {
                if (reader.Depth >= FhirBodies.MostDepth)
                    throw FhirProblem.Invalid($"The body lies deeper than {FhirBodies.MostDepth} levels.");
                if (reader.NodeType is XmlNodeType.ProcessingInstruction or XmlNodeType.DocumentType or XmlNodeType.EntityReference
                    || (reader.NodeType == XmlNodeType.Element && reader.NamespaceURI is not (Fhir or Xhtml)))
                {
                    throw FhirProblem.Invalid("The body holds something else than elements of FHIR: a document type, an instruction, an inclusion or an element of another namespace.");
                }
            }
        }
        catch (XmlException)
        {
            throw FhirProblem.Invalid("The body is not XML as FHIR writes it; it may have no document type and no entities.");
        }
    }
}
