using CcmFhirBridge.Commands;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Outputs;

/// <summary>What a release planned and a write-back sent.</summary>
internal static class ReleaseOutput
{
    public static void Write(ReportConsole console, SendingReport report)
    {
        Write(console, report.Release);
        var sent = report.WriteBack;
        console.Line($"Sent {sent.Sent}, confirmed {sent.Confirmed} (already there {sent.Adopted}), rejected {sent.Rejected}, quarantined {sent.Quarantined}.");
        console.Line($"Still open: not known yet {sent.Unknown}, not sent {sent.NotSent}, waiting {sent.Waiting}, not taken by the EHR {sent.NotAccepted}.");
        if (report.NotFiled is { } notFiled)
            console.Line(notFiled);
        if (report.Release.OnHold is var onHold and > 0)
            console.Line($"On hold: {Words.Count(onHold, "patient")}; 'plan' names them, 'explain' says what each waits for.");
    }

    public static void Write(ReportConsole console, ReleaseReport release)
    {
        console.Line($"Planned {release.Count(ReleaseStatus.Planned)}, already planned {release.Count(ReleaseStatus.AlreadyPlanned)}, "
            + $"charge planned {Words.Money(release.ChargePlanned)}.");
        foreach (var group in release.Patients
                     .Where(patient => patient.Status is not (ReleaseStatus.Planned or ReleaseStatus.AlreadyPlanned or ReleaseStatus.NotBillable))
                     .GroupBy(patient => (patient.Status, Reason: Why(patient)))
                     .OrderByDescending(group => group.Count()))
        {
            console.Line($"{Word(group.Key.Status)}: {Words.Count(group.Count(), "patient")} — {group.Key.Reason}");
        }
    }

    public static void WriteJson(TextWriter output, string tenant, ClosingReport report)
    {
        JsonLine.Write(output, writer =>
        {
            writer.WriteString("tenant", tenant);
            writer.WriteString("month", report.Close.Month.Month.ToString());
            writer.WriteString("close", report.Close.Result.ToString());
            writer.WriteString("reason", report.Close.Month.Reason);
        });
        if (report.Sending is { } sending)
            WriteJson(output, tenant, sending.Release, sending);
    }

    public static void WriteJson(TextWriter output, string tenant, ReleaseReport release, SendingReport? sending)
    {
        foreach (var patient in release.Patients)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("month", release.Month.ToString());
                writer.WriteString("patient", patient.Patient);
                writer.WriteString("status", Word(patient.Status));
                writer.WriteString("identifier", patient.Identifier);
                writer.WriteStartArray("lines");
                foreach (var line in patient.Lines)
                {
                    writer.WriteStartObject();
                    writer.WriteString("code", line.Code);
                    writer.WriteNumber("units", line.Units);
                    writer.WriteString("dateOfService", line.DateOfService.ToString("O"));
                    if (line.Charge is { } charge)
                        writer.WriteNumber("charge", charge);
                    else
                        writer.WriteNull("charge");
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteStartArray("reasons");
                foreach (var reason in ReleaseWords.Reasons(patient))
                    writer.WriteStringValue(reason);
                writer.WriteEndArray();
            });
        }

        if (sending?.WriteBack is { } sent)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteNumber("sent", sent.Sent);
                writer.WriteNumber("confirmed", sent.Confirmed);
                writer.WriteNumber("adopted", sent.Adopted);
                writer.WriteNumber("rejected", sent.Rejected);
                writer.WriteNumber("quarantined", sent.Quarantined);
                writer.WriteNumber("unknown", sent.Unknown);
                writer.WriteNumber("notSent", sent.NotSent);
                writer.WriteNumber("waiting", sent.Waiting);
                writer.WriteNumber("notAccepted", sent.NotAccepted);
                writer.WriteString("notFiled", sending.NotFiled);
                writer.WriteNumber("onHold", release.OnHold);
                writer.WriteBoolean("settled", sending.IsSettled);
            });
        }
    }

    /// <summary>Why a patient's bill does not leave, or does not leave yet; empty when it does.</summary>
    public static string Why(PatientRelease patient) => string.Join(' ', ReleaseWords.Reasons(patient));

    public static string Word(ReleaseStatus status) => ReleaseWords.Of(status);
}
