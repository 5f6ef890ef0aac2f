using CcmFhirBridge.Domain.FeeSchedules;

namespace CcmFhirBridge.Domain.Tests.FeeSchedules;

public sealed class RelativeValuesTests
{
    [Fact]
    public void The_sum_takes_the_practice_expense_of_the_place()
    {
        var values = RelativeValues.Of("99490", new RelativeValueParts(Work: 1.00m, PracticeExpenseNonFacility: 0.81m, PracticeExpenseFacility: 0.42m, Malpractice: 0.06m));
        (values.Total(facility: false), values.Total(facility: true)).ShouldBe((1.87m, 1.48m));
    }
}
