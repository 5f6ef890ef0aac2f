using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Tenants;

/// <summary>Which types are read, in which order, and in which forms they can be.</summary>
public sealed class EhrTypesTests
{
    [Fact]
    public void The_directory_is_read_first_then_the_patients_then_what_is_theirs() =>
        string.Join('\n', EhrTypes.InOrder.Select(Describe)).ShouldBe(
            """
            Practitioner of the directory
            PractitionerRole of the directory
            Organization of the directory
            Location of the directory
            Patient of itself
            Coverage of a patient
            Consent of a patient
            CarePlan of a patient
            Condition of a patient
            Encounter of a patient, of a day by 'date'
            Procedure of a patient, of a day by 'date'
            ChargeItem of a patient, of a day by 'occurrence'
            Claim of a patient, of a day by 'created'
            """);

    [Fact]
    public void What_is_read_on_demand_is_of_patients_and_comes_after_the_rest()
    {
        EhrTypes.OnDemand.ShouldAllBe(type => EhrTypes.IsOfPatients(type) && !EhrTypes.InOrder.Contains(type));
        EhrTypes.All.ShouldBe([.. EhrTypes.InOrder, .. EhrTypes.OnDemand]);
        var ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.example/fhir") };
        ehr.Types.ShouldBe(EhrTypes.InOrder);
        (ehr with { AlsoRead = [EhrTypes.Documents, EhrTypes.Answers] }).Types.ShouldBe([.. EhrTypes.InOrder, "DocumentReference", "QuestionnaireResponse"]);
        (ehr with { AlsoRead = [EhrTypes.Documents] }).Types.ShouldBe([.. EhrTypes.InOrder, "DocumentReference"]);
    }

    [Fact]
    public void Every_day_of_service_is_of_a_type_that_is_read() => EhrTypes.DayOfService.Keys.ShouldBeSubsetOf(EhrTypes.InOrder);

    //          type, form, why it cannot be read so, form that is nearest
    [Theory]
    [InlineData("Encounter", "date-window", null, "date-window")]
    [InlineData("Encounter", "patient-date-window", null, "patient-date-window")]
    [InlineData("Condition", "last-updated", null, "last-updated")]
    [InlineData("Condition", "patient-full", null, "patient-full")]
    [InlineData("Practitioner", "closed-range", null, "closed-range")]
    [InlineData("Patient", "full", null, "full")]
    [InlineData("Condition", "date-window", "Condition has no day of service to be asked for by", "full")]
    [InlineData("Condition", "patient-date-window", "Condition has no day of service to be asked for by", "patient-full")]
    [InlineData("Practitioner", "date-window", "Practitioner has no day of service to be asked for by", "full")]
    [InlineData("Patient", "patient-full", "Patient cannot be asked for patient by patient", "full")]
    [InlineData("Location", "patient-last-updated", "Location cannot be asked for patient by patient", "last-updated")]
    [InlineData("Organization", "patient-date-window", "Organization cannot be asked for patient by patient", "full")]
    public void A_type_that_cannot_be_read_in_a_form_says_why_and_is_read_in_the_nearest(string type, string form, string? why, string nearest)
    {
        var asked = ReadForm.Find(form).ShouldNotBeNull();
        EhrTypes.Misfit(type, asked).ShouldBe(why);
        EhrTypes.Fitting(type, asked).Word.ShouldBe(nearest);
    }

    [Fact]
    public void The_nearest_form_of_any_type_always_fits_it()
    {
        foreach (var type in EhrTypes.All)
        {
            foreach (var form in ReadForm.All)
                EhrTypes.Misfit(type, EhrTypes.Fitting(type, form)).ShouldBeNull($"{type} by {form}");
        }
    }

    private static string Describe(string type)
    {
        var whose = (EhrTypes.IsOfDirectory(type), EhrTypes.IsOfPatients(type)) switch
        {
            (true, false) => "of the directory",
            (false, true) => "of a patient",
            (false, false) => "of itself",
            _ => "of both",
        };
        return $"{type} {whose}{(EhrTypes.DayOfService.TryGetValue(type, out var parameter) ? $", of a day by '{parameter}'" : "")}";
    }
}
