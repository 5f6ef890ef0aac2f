using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using CcmFhirBridge.Torture.Faults.Wire;

namespace CcmFhirBridge.Torture.Faults.Mistakes;

/// <summary>A layer between the product and the faults that makes one mistake; the product knows nothing of it.</summary>
internal sealed partial class CarelessRelay(Mistake mistake, TimeProvider time) : Relay
{
    // Before the product itself gives up.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, WireMessage> _cache = new(StringComparer.Ordinal);

    protected override async Task<bool> ExchangeAsync(WireMessage request, WireConnection client, Onward onward, CancellationToken cancellation)
    {
        var answer = mistake.Caches && request.Method == "GET" && _cache.TryGetValue(request.Target, out var known)
            ? known
            : await AskAsync(request, onward, cancellation);
        if (mistake.Caches && request.Method == "GET" && answer.Status == 200)
            _cache[request.Target] = answer;
        await client.SendAsync((mistake.OnePage ? WithoutNext(answer) : answer).Bytes, cancellation);
        return true;
    }

    private async Task<WireMessage> AskAsync(WireMessage request, Onward onward, CancellationToken cancellation)
    {
        try
        {
            using var patience = new CancellationTokenSource(s_patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            var answer = await onward.AskAsync(request, either.Token);
            return answer.Status is 408 or >= 500 && IsMistaken(request) ? await WithoutAnswerAsync(request, onward, cancellation) : answer;
        }
        catch (Exception lost) when (IsMistaken(request) && !cancellation.IsCancellationRequested && lost is IOException or SocketException or OperationCanceledException)
        {
            return await WithoutAnswerAsync(request, onward, cancellation);
        }
    }

    private bool IsMistaken(WireMessage request) => request.IsWrite && mistake.Lost != LostAnswer.Told;

    private async Task<WireMessage> WithoutAnswerAsync(WireMessage request, Onward onward, CancellationToken cancellation) => mistake.Lost switch
    {
        LostAnswer.Repeated => await onward.AskAsync(request, cancellation),
        LostAnswer.Refused => WireMessage.Answer("422 Unprocessable Entity", Outcome("business-rule")),
        LostAnswer.Throttled => WireMessage.Answer("429 Too Many Requests", Outcome("throttled")),
        _ => WireMessage.Answer("201 Created", "", $"Location: {request.Target.Split('?')[0]}/taken-for-done/_history/1\r\n"),
    };

    private static string Outcome(string code) =>
        $$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"{{code}}"}]}""";

    // The same length, so that the head stays true.
    private static WireMessage WithoutNext(WireMessage answer) =>
        answer with { Bytes = Encoding.Latin1.GetBytes(NextLink().Replace(Encoding.Latin1.GetString(answer.Bytes.Span), "\"relation\":\"nuxt\"")) };

    [GeneratedRegex("\"relation\":\"next\"", RegexOptions.NonBacktracking)]
    private static partial Regex NextLink();
}
