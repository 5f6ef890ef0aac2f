using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal static class ConditionProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Subject, Key.ClinicalStatus, Key.VerificationStatus, Key.Category, Key.Code, Key.OnsetDateTime, Key.OnsetPeriod, Key.AbatementDateTime, Key.AbatementPeriod);

    public static void Read(ref JsonCursor json, Projection into)
    {
        var codings = into.Scratch.Codings;
        Text clinical = default;
        Text verification = default;
        var category = ConditionCategory.Unspecified;
        Moment? onset = null;
        Moment? abatement = null;
        var codes = (First: 0, Count: 0);
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
            {
                continue;
            }

            var first = codings.Count;
            if (json.NameIs(Key.Subject))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.ClinicalStatus))
                clinical = Status(ref json, into, CodeSystem.ConditionClinical);
            else if (json.NameIs(Key.VerificationStatus))
                verification = Status(ref json, into, CodeSystem.ConditionVerification);
            else if (json.NameIs(Key.Category))
                category = Category(ref json, into);
            else if (json.NameIs(Key.Code))
            {
                Elements.Concept(ref json, codings);
                codes = (first, codings.Count - first);
            }
            else if (json.NameIs(Key.OnsetDateTime))
                onset = Elements.Moment(ref json, into.Settings);
            else if (json.NameIs(Key.OnsetPeriod))
                onset = Elements.Period(ref json, into.Settings).Start;
            else if (json.NameIs(Key.AbatementDateTime))
                abatement = Elements.Moment(ref json, into.Settings);
            else if (json.NameIs(Key.AbatementPeriod))
                abatement = Elements.Period(ref json, into.Settings).End;
        }

        if (!into.EndOfPatientResource("$.subject"))
            return;
        if (!into.HasModifier)
            Write(into, codes, clinical, verification, category, onset, abatement);
        into.WriteFacts(FactKind.Condition);
    }

    private static void Write(
        Projection into, (int First, int Count) codes, Text clinical, Text verification, ConditionCategory category, Moment? onset, Moment? abatement)
    {
        var payload = into.Payload;
        payload.Byte((byte)((int)category | (onset is null ? 0 : 4) | (abatement is null ? 0 : 8)));
        payload.Count(codes.Count);
        for (var i = codes.First; i < codes.First + codes.Count; i++)
        {
            var coding = into.Scratch.Codings[i];
            payload.Byte((byte)(coding.System switch
            {
                CodeSystem.Icd10Cm => ConditionCodeSystem.Icd10Cm,
                CodeSystem.SnomedCt => ConditionCodeSystem.SnomedCt,
                _ => ConditionCodeSystem.Other,
            }));
            payload.Id(into.Scratch.Bytes(coding.Code));
        }

        payload.Code(into.Scratch.Bytes(clinical));
        payload.Code(into.Scratch.Bytes(verification));
        if (onset is not null)
            payload.Moment(onset);
        if (abatement is not null)
            payload.Moment(abatement);
    }

    // DSTU2 and some exports write a status as a plain string.
    private static Text Status(ref JsonCursor json, Projection into, CodeSystem published)
    {
        if (json.IsString)
        {
            json.Gap(GapCodes.ValueType);
            return json.KeptText();
        }

        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concept(ref json, codings);

        // The first one says it, unless it is a word of the EHR's own of which the practice says what it means.
        for (var i = first; i < codings.Count; i++)
        {
            if (codings[i].System == published && (i == first || codings[i].Mapped))
                return codings[i].Code;
        }

        return codings.Count > first ? codings[first].Code : default;
    }

    private static ConditionCategory Category(ref JsonCursor json, Projection into)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concepts(ref json, codings);
        var category = ConditionCategory.Unspecified;
        for (var i = first; i < codings.Count; i++)
        {
            if (into.Scratch.Is(codings[i].Code, "problem-list-item"u8) || into.Scratch.Is(codings[i].Code, "health-concern"u8))
                return ConditionCategory.ProblemList;
            if (into.Scratch.Is(codings[i].Code, "encounter-diagnosis"u8))
                category = ConditionCategory.EncounterDiagnosis;
        }

        return category;
    }
}
