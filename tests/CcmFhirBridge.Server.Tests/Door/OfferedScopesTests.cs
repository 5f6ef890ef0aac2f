using CcmFhirBridge.Server.Door;

namespace CcmFhirBridge.Server.Tests.Door;

public sealed class OfferedScopesTests
{
    [Theory]
    [InlineData("system/Claim.rs", "system/Claim.rs")]
    [InlineData("system/Claim.read system/Patient.ru", "system/Claim.rs system/Patient.ru")]
    [InlineData("system/Claim.u system/Encounter.cr", "system/Claim.u system/Encounter.cr")]
    [InlineData("system/*.r", "system/AuditEvent.r system/ChargeItem.r system/Claim.r system/Encounter.r system/Group.r system/MeasureReport.r system/Patient.r system/Provenance.r system/Task.r")]
    public void What_is_offered_can_be_registered(string text, string registered)
    {
        OfferedScopes.TryRegister(text, out var scopes, out var problem).ShouldBeTrue(problem);

        scopes.ToString().ShouldBe(registered);
    }

    [Theory]
    [InlineData("system/Claim.rs system/Observation.rs", "'system/Observation.rs' asks for more than is offered: ")]
    [InlineData("system/Claim.cruds", "'system/Claim.cruds' asks for more than is offered: ")]
    [InlineData("system/*.d", "'system/*.d' asks for more than is offered: ")]
    [InlineData("user/Claim.rs", "'user/Claim.rs' is no scope that is known here")]
    [InlineData("system/Claim.rs?status=active", "'system/Claim.rs?status=active' is no scope that is known here")]
    [InlineData("", "say at least one scope of ")]
    public void Anything_else_is_named(string text, string said)
    {
        OfferedScopes.TryRegister(text, out var scopes, out var problem).ShouldBeFalse();

        problem.ShouldStartWith(said);
        scopes.IsEmpty.ShouldBeTrue();
    }
}
