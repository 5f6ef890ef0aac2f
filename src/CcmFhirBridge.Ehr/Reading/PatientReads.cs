using System.Net;
using System.Text.Json;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>Reads Patients by id. A patient that was merged into another one leads there, once and only within the base URL.</summary>
internal sealed class PatientReads(VendorProfile profile, EhrGateway gateway)
{
    private const string Asked = "GET Patient";

    /// <summary>The patient.</summary>
    /// <param name="patient"><c>Patient/id</c>.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="EhrException">The EHR withholds it, or does not speak FHIR.</exception>
    public async Task<SingleRead> ReadAsync(string patient, CancellationToken cancellation)
    {
        var answer = await gateway.GetAsync(AddressOf(patient), Asked, fresh: false, cancellation);
        MergedPatient? merged = null;
        if (MergedInto(answer) is { } survivor)
        {
            answer.Dispose();
            merged = new MergedPatient(patient, survivor);
            patient = survivor;
            answer = await gateway.GetAsync(AddressOf(patient), Asked, fresh: false, cancellation);
        }

        try
        {
            var read = PageOf(answer, patient);
            return merged is null || read.Answer is null ? read : read with { Page = read.Page with { Merged = merged } };
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private SingleRead PageOf(EhrAnswer answer, string patient)
    {
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone || IsDeleted(answer))
        {
            answer.Dispose();
            return new SingleRead(Page([], [NotThere(patient)]) with { PossiblyIncomplete = false });
        }

        if (gateway.Failures.Of(answer, Asked) is { } failure)
            throw failure;
        if (Reference(answer) == patient)
            return new SingleRead(Page([answer.Body], [])) { Answer = answer };
        answer.Dispose();
        return new SingleRead(Page([], [new RecordGap("gap.other-patient", new SourceReference("Patient", IdOf(patient)), "$.id", "The EHR answered with something else than this patient; it was kept out.")]));
    }

    private static RecordGap NotThere(string patient) => new(
        "gap.patient-not-there", new SourceReference("Patient", IdOf(patient)), "$",
        "The EHR has no such patient, so nothing of it is read; give ehr.population the ids that the EHR shows as Patient.id, not record numbers.");

    private Uri AddressOf(string patient) => gateway.Origins.Below("Patient/" + Uri.EscapeDataString(IdOf(patient)));

    private string? MergedInto(EhrAnswer answer)
    {
        if ((int)answer.Status is not (301 or 302 or 307 or 308) || answer.Location is not { } location)
            return null;
        if (!gateway.Origins.TryResolve(location, gateway.Origins.Base, out var address) || gateway.Origins.RelativeToBase(address)?.Split('/') is not ["Patient", { Length: > 0 } id, ..])
            throw gateway.Failures.Failure(EhrFailure.UnsafeLink, Asked, "a merged patient leads outside ehr.baseUrl and was not followed");
        return "Patient/" + id;
    }

    private bool IsDeleted(EhrAnswer answer) =>
        !answer.IsSuccess && OutcomeIssues.Read(answer.Body) is { } issues && profile.Means(issues.SelectMany(issue => issue.Details), VendorCodeMeaning.Deleted);

    private static ResourcePage Page(IReadOnlyList<ReadOnlyMemory<byte>> resources, IReadOnlyList<RecordGap> gaps) =>
        new("Patient", resources, PossiblyIncomplete: gaps.Count > 0, gaps) { IsLast = true };

    private static string IdOf(string patient) => patient[(patient.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private string? Reference(EhrAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? $"{root.Text("resourceType")}/{root.Text("id")}" : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw gateway.Failures.Failure(EhrFailure.Protocol, Asked, "the Patient is not readable JSON: cut off or damaged");
        }
    }
}
