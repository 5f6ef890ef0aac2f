using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Tests.Mapping;

public sealed class PatientAliasesTests
{
    [Fact]
    public void A_chain_of_merges_leads_to_its_end()
    {
        var aliases = PatientAliases.None.With("Patient/a", "Patient/b").With("Patient/b", "Patient/c");

        aliases.Resolve("Patient/a").ShouldBe("Patient/c");
        aliases.Resolve("Patient/b").ShouldBe("Patient/c");
        aliases.Resolve("Patient/c").ShouldBe("Patient/c");
        aliases.With("Patient/b", null).Resolve("Patient/a").ShouldBe("Patient/b");
    }

    [Theory]
    [InlineData("Patient/a")]
    [InlineData("Patient/b")]
    public void A_circle_merges_nobody(string patient) =>
        PatientAliases.None.With("Patient/a", "Patient/b").With("Patient/b", "Patient/a").Resolve(patient).ShouldBe(patient);

    [Fact]
    public void A_circle_behind_a_patient_ends() =>
        PatientAliases.None.With("Patient/x", "Patient/a").With("Patient/a", "Patient/b").With("Patient/b", "Patient/a").Resolve("Patient/x").ShouldBe("Patient/x");

    [Fact]
    public void Everybody_who_is_read_as_a_patient_is_named_and_nobody_else()
    {
        var aliases = PatientAliases.None.With("Patient/b", "Patient/c").With("Patient/a", "Patient/b").With("Patient/x", "Patient/y").With("Patient/y", "Patient/x");

        aliases.GivenUpFor("Patient/c").ShouldBe(["Patient/a", "Patient/b"]);
        aliases.GivenUpFor("Patient/b").ShouldBeEmpty();
        aliases.GivenUpFor("Patient/x").ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_new_changes_nothing()
    {
        var aliases = PatientAliases.None.With("Patient/a", "Patient/b");

        aliases.With("Patient/a", "Patient/b").ShouldBeSameAs(aliases);
        aliases.With("Patient/z", null).ShouldBeSameAs(aliases);
        aliases.With("Patient/z", "Patient/z").ShouldBeSameAs(aliases);
    }
}
