using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Torture.Crashes;

/// <summary>An EHR that takes its time, so that a pass lasts longer than a third of a lease however fast the machine is.</summary>
internal sealed class SlowAnswers(TimeSpan time) : IQuirk
{
    public async ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation) => await Task.Delay(time, TimeProvider.System, cancellation);
}
