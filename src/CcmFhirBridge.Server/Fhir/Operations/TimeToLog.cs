using System.Globalization;
using CcmFhirBridge.Domain.PatientRecords;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>An entry that somebody wants to log, checked.</summary>
/// <param name="Start">Start, included, in UTC.</param>
/// <param name="End">End, not included, in UTC.</param>
/// <param name="Activity">Code of <c>ccm-activity</c>.</param>
/// <param name="Program">Code of <c>ccm-program</c>.</param>
/// <param name="Performer">Who worked, as a reference in the EHR.</param>
/// <param name="Identifier">The caller's own identifier, or null.</param>
internal sealed record TimeToLog(DateTimeOffset Start, DateTimeOffset End, string Activity, string Program, string Performer, Identifier? Identifier)
{
    public static ParameterRule[] Rules { get; } =
    [
        new("start", ParameterKind.Instant, IsNeeded: true), new("end", ParameterKind.Instant, IsNeeded: true), new("activity", ParameterKind.Code, IsNeeded: true),
        new("performer", ParameterKind.Reference, IsNeeded: true), new("program", ParameterKind.Code), new("identifier", ParameterKind.Identifier),
    ];

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    /// <summary>A hash over the patient and everything that is logged.</summary>
    public string HashFor(string patient) => RepeatableCalls.Hash(
        patient, Start.ToString("O", CultureInfo.InvariantCulture), End.ToString("O", CultureInfo.InvariantCulture), Activity, Program, Performer, Identifier?.System, Identifier?.Value);

    /// <summary>Reads an entry from the parameters and headers of a call.</summary>
    /// <exception cref="FhirProblem">422: the span or a code cannot be; 400: a value cannot be read.</exception>
    public static TimeToLog Of(TenantCall call, OperationInput input, DateTimeOffset now)
    {
        var (start, end) = (input.Instant("start")!.Value, input.Instant("end")!.Value);
        if (end <= start)
            throw Impossible("The end lies before the start, or on it.", input.WhereIs("end"));
        if (end - start > s_longest)
            throw Impossible("An entry lasts 24 hours at most; split it.", input.WhereIs("end"));
        if (end > now)
            throw Impossible("The end lies in the future: log time once it is over.", input.WhereIs("end"));
        return new TimeToLog(
            start, end, Known(input, "activity", TimeEntryCodes.Activities)!, Known(input, "program", TimeEntryCodes.Programs) ?? TimeEntryCodes.DefaultProgram,
            PerformerOf(call, input), IdentifierOf(call, input));
    }

    private static string? Known(OperationInput input, string name, IReadOnlyCollection<string> codes) => input.Code(name) is not { } code || codes.Contains(code)
        ? input.Code(name)
        : throw Impossible($"'{name}' is none of: {string.Join(", ", codes)}.", input.WhereIs(name));

    private static string PerformerOf(TenantCall call, OperationInput input)
    {
        var relative = References.Relative(call, input.Reference("performer")!);
        return relative.Split('/') is ["Practitioner" or "PractitionerRole", var id] && PatientOperation.IsId(id)
            ? relative
            : throw Impossible("A performer is a Practitioner or PractitionerRole of the EHR, such as Practitioner/rn-s.", input.WhereIs("performer"));
    }

    // A search that is to find the entry later has to find it by what is stored.
    private static Identifier? IdentifierOf(TenantCall call, OperationInput input)
    {
        var own = input.Identifier("identifier");
        if (call.Http.Request.Headers["If-None-Exist"] is not { Count: > 0 } conditions)
            return own;
        var wrong = FhirProblem.Invalid("If-None-Exist is understood as identifier=system|value, with the same identifier as in the body if that has one.");
        if (conditions is not [{ Length: <= 600 } condition] || !condition.StartsWith("identifier=", StringComparison.Ordinal))
            throw wrong;
        var token = Uri.UnescapeDataString(condition["identifier=".Length..]).Split('|');
        if (token is not [{ Length: > 0 and <= 255 } system, { Length: > 0 and <= 255 } value] || (own is not null && (own.System != system || own.Value != value)))
            throw wrong;
        return new Identifier(system, value);
    }

    private static FhirProblem Impossible(string message, string where) =>
        new(StatusCodes.Status422UnprocessableEntity, OperationOutcome.IssueType.Value, message) { Expression = where };
}
