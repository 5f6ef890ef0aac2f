using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Tenants;

public sealed class PractitionerSettingTests
{
    // Nurse practitioners by whichever of their credentials, physician assistants and clinical nurse specialists.
    [Theory]
    [InlineData("NP", true)]
    [InlineData("CNP", true)]
    [InlineData("CANP", true)]
    [InlineData("CPNP", true)]
    [InlineData("FPNP", true)]
    [InlineData("PA", true)]
    [InlineData("CNS", true)]
    [InlineData("CNM", false)]
    [InlineData("MD", false)]
    [InlineData("DO", false)]
    [InlineData("RN", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Medicare_pays_a_share_to_those_who_are_no_physicians_but_all_to_midwives(string? credential, bool share) =>
        new PractitionerSetting("Practitioner/a", "1111111112", credential, null, false).IsPaidAShare.ShouldBe(share);
}
