using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>What of the tenant changes the facts that are read from the same bytes.</summary>
internal sealed record ProjectionSettings(
    PracticeTimeZone Zone, ReferenceText References, bool CountContactAttempts, TimeSpan LongestEntry, CodeTable? Codes, bool PlansAreDocuments, AnswerTable? Answers, string Version)
{
    // Raise it when the same bytes give other facts.
    private const string ProfileVersion = "default-8";

    public static ProjectionSettings Of(Tenant tenant)
    {
        var codes = CodeTable.Of(tenant.MappedCodes);
        var plansAreDocuments = tenant.Ehr.AlsoRead.Contains(EhrTypes.Documents);
        var answers = AnswerTable.Of(tenant.MappedAnswers);
        return new ProjectionSettings(
            tenant.TimeZone,
            new ReferenceText(tenant.Ehr.BaseUrl),
            tenant.Policy.CountContactAttempts,
            TimeSpan.FromMinutes(tenant.Policy.LongestEntryMinutes),
            codes,
            plansAreDocuments,
            answers,
            string.Create(CultureInfo.InvariantCulture,
                $"{ProfileVersion};{tenant.TimeZone.Id};{tenant.Ehr.BaseUrl.AbsoluteUri};contact-attempts={tenant.Policy.CountContactAttempts};longest={tenant.Policy.LongestEntryMinutes}")
            + (codes is null ? "" : ";codes=" + codes.Hash) + (plansAreDocuments ? ";documents=plan" : "") + (answers is null ? "" : ";answers=" + answers.Hash));
    }
}
