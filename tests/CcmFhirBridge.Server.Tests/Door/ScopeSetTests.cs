using CcmFhirBridge.Server.Door;

namespace CcmFhirBridge.Server.Tests.Door;

public sealed class ScopeSetTests
{
    [Theory]
    [InlineData("system/Claim.rs", "system/Claim.rs")]
    [InlineData("system/Claim.r system/Claim.s", "system/Claim.rs")]
    [InlineData("system/Claim.read", "system/Claim.rs")]
    [InlineData("system/Claim.write", "system/Claim.cud")]
    [InlineData("system/Task.* system/Claim.rs", "system/Claim.rs system/Task.cruds")]
    [InlineData("system/*.rs", "system/*.rs")]
    [InlineData("", "")]
    public void Scopes_are_read_in_both_forms_and_written_in_the_newer(string text, string written)
    {
        ScopeSet.TryParse(text, out var scopes, out var unknown).ShouldBeTrue();

        unknown.ShouldBeNull();
        scopes.ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData("user/Claim.rs")]
    [InlineData("system/Claim.sr")]
    [InlineData("system/Claim.rr")]
    [InlineData("system/Claim.")]
    [InlineData("system/.rs")]
    [InlineData("system/Claim")]
    [InlineData("system/Claim.rs?status=active")]
    [InlineData("system/Cl*.rs")]
    [InlineData("launch")]
    public void What_is_not_known_permits_nothing(string text)
    {
        ScopeSet.TryParse(text, out var scopes, out var unknown).ShouldBeFalse();

        unknown.ShouldBe(text);
        scopes.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("system/Claim.rs", "Claim", ScopeVerb.Read, true)]
    [InlineData("system/Claim.rs", "Claim", ScopeVerb.Read | ScopeVerb.Search, true)]
    [InlineData("system/Claim.r", "Claim", ScopeVerb.Read | ScopeVerb.Search, false)]
    [InlineData("system/Claim.rs", "ChargeItem", ScopeVerb.Read, false)]
    [InlineData("system/*.r system/Claim.s", "Claim", ScopeVerb.Read | ScopeVerb.Search, true)]
    [InlineData("system/*.rs", "Claim", ScopeVerb.Update, false)]
    public void A_caller_may_do_what_all_of_its_scopes_say_together(string text, string type, ScopeVerb verb, bool allowed)
    {
        Scopes(text).Allows(type, verb).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("system/*.cruds", "system/Claim.rs system/Task.r", "system/Claim.rs system/Task.r")]
    [InlineData("system/Claim.rs", "system/Claim.cu", "")]
    [InlineData("system/*.rs", "system/*.r", "system/*.r")]
    public void What_is_granted_is_what_both_permit(string asked, string registered, string granted)
    {
        Scopes(asked).Intersect(Scopes(registered)).ToString().ShouldBe(granted);
        Scopes(registered).Intersect(Scopes(asked)).ToString().ShouldBe(granted);
    }

    private static ScopeSet Scopes(string text)
    {
        ScopeSet.TryParse(text, out var scopes, out _).ShouldBeTrue();
        return scopes;
    }
}
