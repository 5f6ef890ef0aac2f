using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Tenants;

public sealed class BillCodesTests
{
    //          highest tier, code, its bill code where only 99490 has one of the practice's own
    [Theory]
    [InlineData("CPT", "99490", "9700")]
    [InlineData("CPT", "99439", "99439")]
    [InlineData("HCPCS", "99490", "9700")]
    [InlineData("HCPCS", "G0506", "G0506")]
    [InlineData("CDM_SCHED", "99490", "9700")]
    [InlineData("CDM_SCHED", "99439", null)]
    [InlineData("PROCCODE", "99490", "9700")]
    [InlineData("PROCCODE", "99439", null)]
    public void A_code_is_its_own_bill_code_only_where_charges_are_named_by_such_codes(string type, string code, string? billCode)
    {
        var codes = new BillCodes("https://fhir.cerner.com/lakeside", type, "42") { Codes = ImmutableSortedDictionary<string, string>.Empty.Add("99490", "9700") };
        codes.Of(code).ShouldBe(billCode);
    }
}
