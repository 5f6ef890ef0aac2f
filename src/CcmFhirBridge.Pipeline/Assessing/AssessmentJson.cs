using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Pipeline.Decisions;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>An assessment as one JSON object, the contract of DESIGN §6: members are added, never renamed.</summary>
public static class AssessmentJson
{
    // Nothing here is put into a web page, so words stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] ToUtf8(Assessment assessment, bool explain = false)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        Write(buffer, assessment, explain);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(IBufferWriter<byte> output, Assessment assessment, bool explain = false)
    {
        using var json = new Utf8JsonWriter(output, Options);
        Write(json, assessment, explain);
    }

    public static void Write(Utf8JsonWriter json, Assessment assessment, bool explain = false)
    {
        json.WriteStartObject();
        WriteHead(json, assessment);
        WriteLines(json, "lines", assessment.Lines);
        WriteSeconds(json, assessment.Time);
        WriteFindings(json, assessment.Findings, explain);
        WriteGaps(json, assessment.Gaps);
        WriteNext(json, assessment.Next);
        WriteAlternatives(json, assessment.Alternatives);
        WriteDecisions(json, assessment);
        json.WriteString("rulePack", assessment.RulePack);
        json.WriteString("tenantRevision", assessment.TenantRevision);
        json.WriteString("engine", assessment.Engine);
        if (explain)
            WriteTime(json, assessment.Time);
        json.WriteEndObject();
    }

    public static string Word(Outcome outcome) => outcome switch
    {
        Outcome.None => "none",
        Outcome.Block => "block",
        Outcome.Hold => "hold",
        _ => "bill",
    };

    public static string Word(FindingResult result) => result switch
    {
        FindingResult.Met => "met",
        FindingResult.NotMet => "not-met",
        _ => "cannot-tell",
    };

    public static string Word(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warn => "warn",
        Severity.Hold => "hold",
        _ => "block",
    };

    private static void WriteHead(Utf8JsonWriter json, Assessment assessment)
    {
        json.WriteString("tenant", assessment.Tenant);
        json.WriteString("patient", assessment.Patient);
        json.WriteString("month", assessment.Month.ToString());
        json.WriteString("outcome", Word(assessment.Outcome));
        json.WriteString("billingPractitioner", assessment.BillingPractitioner?.Reference);
        json.WriteString("renderingNpi", assessment.BillingPractitioner?.Npi);
        json.WriteString("payer", assessment.Payer);
        // A member that only a payer has by whose rules the tenant file says it is billed.
        if (assessment.Payor is { } payor)
            json.WriteString("payor", payor);
        json.WriteString("placeOfService", assessment.PlaceOfService);
        json.WriteStartArray("diagnoses");
        foreach (var diagnosis in assessment.Diagnoses)
            json.WriteStringValue(diagnosis.Code);
        json.WriteEndArray();
    }

    private static void WriteLines(Utf8JsonWriter json, string name, ImmutableArray<ServiceLine> lines)
    {
        json.WriteStartArray(name);
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("code", line.Code);
            json.WriteNumber("units", line.Units);
            json.WriteString("dateOfService", Day(line.DateOfService));
            WriteMoney(json, "charge", line.Charge);
            WriteMoney(json, "amount", line.Amount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSeconds(Utf8JsonWriter json, TimeLedger time)
    {
        json.WriteStartObject("seconds");
        json.WriteNumber("clinicalStaff", time.ClinicalStaff);
        json.WriteNumber("practitioner", time.Practitioner);
        json.WriteNumber("pooled", time.Pooled);
        json.WriteNumber("excluded", time.Excluded);
        json.WriteNumber("surplus", time.Surplus);
        WriteReasons(json, time.ExcludedBy);
        json.WriteEndObject();
    }

    private static void WriteReasons(Utf8JsonWriter json, ImmutableSortedDictionary<string, int> reasons)
    {
        json.WriteStartObject("excludedBy");
        foreach (var (reason, seconds) in reasons)
            json.WriteNumber(reason, seconds);
        json.WriteEndObject();
    }

    private static void WriteFindings(Utf8JsonWriter json, ImmutableArray<Finding> findings, bool explain)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("rule", finding.Rule);
            json.WriteString("result", Word(finding.Result));
            json.WriteString("severity", Word(finding.Severity));
            json.WriteString("message", finding.Message);
            json.WriteString("source", finding.Source);
            json.WriteStartArray("evidence");
            foreach (var source in finding.Evidence)
                json.WriteStringValue(source.ToString());
            json.WriteEndArray();
            if (finding.LiftedBy is { } decision)
                json.WriteString("liftedBy", decision);
            if (explain)
                WriteReads(json, finding.Reads);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReads(Utf8JsonWriter json, ImmutableArray<ParameterRead> reads)
    {
        json.WriteStartArray("reads");
        foreach (var read in reads)
        {
            json.WriteStartObject();
            json.WriteString("parameter", read.Parameter);
            json.WriteString("value", read.Value);
            json.WriteString("since", Day(read.Since));
            json.WriteStartArray("sources");
            foreach (var source in read.Sources)
                json.WriteStringValue(source);
            json.WriteEndArray();
            json.WriteString("confidence", Word(read.Confidence));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGaps(Utf8JsonWriter json, ImmutableArray<RecordGap> gaps)
    {
        json.WriteStartArray("gaps");
        foreach (var gap in gaps)
        {
            json.WriteStartObject();
            json.WriteString("code", gap.Code);
            json.WriteString("source", gap.Source?.ToString());
            json.WriteString("path", gap.Path);
            json.WriteString("message", gap.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNext(Utf8JsonWriter json, ImmutableArray<NextStep> next)
    {
        json.WriteStartArray("next");
        foreach (var step in next)
        {
            json.WriteStartObject();
            json.WriteString("rule", step.Rule);
            json.WriteString("action", step.Action);
            json.WriteString("by", step.By);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAlternatives(Utf8JsonWriter json, ImmutableArray<Alternative> alternatives)
    {
        json.WriteStartArray("alternatives");
        foreach (var alternative in alternatives)
        {
            json.WriteStartObject();
            json.WriteString("pathway", alternative.Pathway);
            WriteLines(json, "lines", alternative.Lines);
            json.WriteString("reason", alternative.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Members that only a month with decisions has.
    private static void WriteDecisions(Utf8JsonWriter json, Assessment assessment)
    {
        if (assessment.WithoutDecisions is not { } without)
            return;
        json.WriteStartArray("decisions");
        foreach (var (decision, notFollowed) in assessment.Decisions)
        {
            json.WriteStartObject();
            DecisionJson.WriteMembers(json, decision);
            json.WriteBoolean("followed", notFollowed is null);
            if (notFollowed is not null)
                json.WriteString("notFollowed", notFollowed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("withoutDecisions");
        json.WriteString("outcome", Word(without.Outcome));
        WriteLines(json, "lines", without.Lines);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, TimeLedger time)
    {
        json.WriteStartArray("time");
        foreach (var line in time.Lines)
        {
            json.WriteStartObject();
            json.WriteString("source", line.Source.ToString());
            json.WriteString("start", Instant(line.Span?.Start));
            json.WriteString("end", Instant(line.Span?.End));
            json.WriteString("activity", line.Activity);
            json.WriteStartArray("performers");
            foreach (var reference in line.Performers.Select(static performer => performer.Who.Reference).Order(StringComparer.Ordinal))
                json.WriteStringValue(reference);
            json.WriteEndArray();
            if (!line.Answers.IsEmpty)
                WriteAnswers(json, line.Answers);
            json.WriteNumber("clinicalStaff", line.ClinicalStaffSeconds);
            json.WriteNumber("practitioner", line.PractitionerSeconds);
            WriteReasons(json, line.Excluded);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAnswers(Utf8JsonWriter json, ImmutableArray<SourceReference> answers)
    {
        json.WriteStartArray("answers");
        foreach (var answer in answers)
            json.WriteStringValue(answer.ToString());
        json.WriteEndArray();
    }

    private static void WriteMoney(Utf8JsonWriter json, string name, decimal? amount)
    {
        json.WritePropertyName(name);
        if (amount is { } dollars)
            json.WriteRawValue(dollars.ToString("F2", CultureInfo.InvariantCulture), skipInputValidation: true);
        else
            json.WriteNullValue();
    }

    private static string Word(Confidence confidence) => confidence switch
    {
        Confidence.Primary => "primary",
        Confidence.Secondary => "secondary",
        Confidence.General => "general",
        _ => "conflicting",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
