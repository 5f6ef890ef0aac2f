using System.Text;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.EndToEndTests.Hostile;

/// <summary>Changes the text of answers about a type on their way out, where no JSON could be made of it.</summary>
internal sealed class RawPage(string type, Func<string, string> change) : IQuirk
{
    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is { IsWrite: false, Answer: { Status: 200 } answer } && context.Type == type)
            context.Answer = answer with { Body = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(answer.Body))) };
        return ValueTask.CompletedTask;
    }
}
