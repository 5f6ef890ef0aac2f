using System.Globalization;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Ehr.WritingBack.Vendors;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Probing;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Probing;

/// <summary>
/// Finds out by trying what an EHR does with writes: each verb creates a resource of the test patient that bills nothing, the same twice, then
/// two at once, and counts what is there. Everything created is withdrawn at the end.
/// </summary>
internal sealed class WriteProbe
{
    private const int LongestSlug = 24;
    private static readonly string[] s_types = ["Claim", "ChargeItem"];

    private readonly Tenant _tenant;
    private readonly EhrGateway _gateway;
    private readonly CapabilityStatements _statements;
    private readonly TimeProvider _time;
    private readonly ProbeSearch _search;
    private readonly WriteExchange _exchange;
    private readonly ILease _lease;
    private readonly List<EhrFinding> _findings = [];
    private readonly List<MeasuredVerb> _measured = [];
    private readonly SortedDictionary<string, string> _created = new(StringComparer.Ordinal);
    private readonly string _stamp;
    private ProbeBodies _bodies = null!;
    private long? _slowest;
    private int _number;

    public WriteProbe(Tenant tenant, EhrGateway gateway, CapabilityStatements statements, BundleSearches searches, TimeProvider time, ILease lease)
    {
        (_tenant, _gateway, _statements, _time, _lease) = (tenant, gateway, statements, time, lease);
        _search = new ProbeSearch(gateway, searches, time);
        _exchange = new WriteExchange(gateway);
        _stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
    }

    /// <summary>Measures; what cannot be told is a finding and not in the measurement.</summary>
    /// <exception cref="EhrException">The test patient is not there, or the EHR cannot be asked.</exception>
    public async Task<ProbeReport> RunAsync(CancellationToken cancellation)
    {
        var patient = _tenant.Ehr.TestPatient ?? throw new InvalidOperationException("A probe needs ehr.writeBack.testPatient.");
        if (!await _search.IsThereAsync("Patient", patient.Split('/')[1], cancellation))
            throw _gateway.Failures.Failure(EhrFailure.NotFound, "GET Patient", "the EHR does not have the patient of ehr.writeBack.testPatient");
        var said = await _statements.GetAsync(cancellation);
        var coverage = said.Offers("Coverage") ? await _search.CoverageAsync(patient, cancellation) : null;
        _bodies = new ProbeBodies(_tenant, coverage, _tenant.TimeZone.DayOf(_time.GetUtcNow()));
        bool? together;
        try
        {
            var tried = s_types.Where(type => MayBeTried(type, said)).ToList();
            foreach (var type in tried)
                await MeasureAsync(type, cancellation);
            together = tried.Count == s_types.Length && tried.TrueForAll(type => _measured.Exists(measured => measured.ResourceType == type))
                ? await TogetherAsync(said, cancellation)
                : null;
        }
        finally
        {
            // Also when it broke off: nothing of it should stay in a chart.
            await WithdrawAsync(CancellationToken.None);
        }

        if (_slowest is { } seconds)
            Add(EhrVerdict.Ok, "EHR-014", $"what was created was found by a search after at most {seconds} s");
        return new ProbeReport(
            new EhrMeasurement { At = _time.GetUtcNow(), Statement = said.OfWriting, Verbs = [.. _measured], TransactionsHold = together, ShownAfterSeconds = _slowest },
            _findings);
    }

    // What cannot be counted, or is not written in the form that is tried, proves nothing against a verb.
    private bool MayBeTried(string type, Capabilities said)
    {
        if (_tenant.Ehr.WriteBackOf(type).IsOff)
            return false;
        var why = VendorForms.Of(_tenant.Ehr, type) is not null ? "it is written in the vendor's own form"
            : !said.Offers(type) || !(said.SearchesBy(type, "identifier") || said.Types[type].SearchParameters.Count == 0) ? "it cannot be searched by identifier, so nobody could count what is there"
            : null;
        if (why is not null)
            Add(EhrVerdict.Warn, Id(type), $"{type} was not tried out: {why}");
        return why is null;
    }

    // First by the verb that asks least: only where it takes the body does a refusal of another one speak of the verb.
    private async Task MeasureAsync(string type, CancellationToken cancellation)
    {
        foreach (var verb in Enum.GetValues<WriteVerb>().Reverse())
        {
            if (!await MeasureAsync(type, verb, cancellation) && verb == WriteVerb.PlainCreate)
                return;
        }
    }

    // False when the create was not done.
    private async Task<bool> MeasureAsync(string type, WriteVerb verb, CancellationToken cancellation)
    {
        var what = $"{type} by {Words(verb)}";
        var (request, identifier) = Next(type, verb);
        var first = await SendAsync(request, identifier, cancellation);
        if (first.Outcome != WriteBackOutcome.Created)
        {
            if (first.Outcome == WriteBackOutcome.Rejected && verb != WriteVerb.PlainCreate)
                Judge(type, verb, createsOnce: false, $"{what}: refused, {first.Detail}", EhrVerdict.Ok);
            else
                Add(EhrVerdict.Warn, Id(type), $"{what}: not found out, {first.Detail}");
            return false;
        }

        if (verb != WriteVerb.PlainCreate)
            await SendAsync(request, identifier, cancellation);
        var (shown, seconds) = await FoundAsync(request, identifier, created: 1, cancellation);
        if (seconds is null)
        {
            // By our own id it can be read; everything else would be in doubt for ever.
            Judge(type, verb, createsOnce: false, $"{what}: a search by identifier did not show it within {Seconds(ProbeSearch.Patience)} s", EhrVerdict.Warn);
            return true;
        }

        if (shown.Count > 1)
        {
            Judge(type, verb, createsOnce: false, $"{what}: the same create twice is there {shown.Count} times", EhrVerdict.Warn);
            return true;
        }

        if (verb != WriteVerb.PlainCreate && await RaceAsync(type, verb, cancellation) is var raced and > 1)
            Judge(type, verb, createsOnce: true, $"{what}: creates once, but two at the same moment were there {raced} times; the bridge sends one at a time and waits before it sends again", EhrVerdict.Warn);
        else
            Judge(type, verb, createsOnce: true, verb == WriteVerb.PlainCreate ? $"{what}: creates, and a search shows it" : $"{what}: creates once, also twice at the same moment", EhrVerdict.Ok);
        return true;
    }

    private async Task<int> RaceAsync(string type, WriteVerb verb, CancellationToken cancellation)
    {
        var (request, identifier) = Next(type, verb);
        await Task.WhenAll(SendAsync(request, identifier, cancellation), SendAsync(request, identifier, cancellation));
        return (await FoundAsync(request, identifier, created: 1, cancellation)).Shown.Count;
    }

    // A transaction with an entry that no server takes, an update whose body names another id than its address, must leave nothing.
    private async Task<bool?> TogetherAsync(Capabilities said, CancellationToken cancellation)
    {
        var (sound, identifier) = Next("Claim", WriteVerb.Transaction);
        var (faulty, other) = Next("ChargeItem", WriteVerb.UpdateAsCreate);
        var answers = await SendTogetherAsync([sound, faulty with { Path = faulty.Path + "-x" }], [identifier, other], cancellation);
        if (answers.All(answer => answer.Outcome == WriteBackOutcome.NotSent))
        {
            Add(EhrVerdict.Ok, "EHR-013", $"no transactions: {answers[0].Detail}");
            return null;
        }

        await Task.Delay(TimeSpan.FromSeconds((_slowest ?? 0) + 1), _time, cancellation);
        var left = await _search.NowAsync("Claim", identifier, cancellation);
        foreach (var reference in left)
            _created[reference] = identifier;
        if (left.Count > 0)
        {
            Add(EhrVerdict.Warn, "EHR-013", "a transaction with a faulty entry left its sound one: the EHR's transactions are not all or none, so Claim and ChargeItems are written one after the other");
            return false;
        }

        var requests = new List<WriteRequest>();
        var identifiers = new List<string>();
        var measured = new EhrMeasurement { At = default, Statement = said.OfWriting, Verbs = [.. _measured] };
        foreach (var type in s_types)
        {
            var (request, named) = Next(type, WriteVerbs.Strongest(type, said, measured) ?? WriteVerb.Transaction);
            requests.Add(request);
            identifiers.Add(named);
        }

        answers = await SendTogetherAsync(requests, identifiers, cancellation);
        if (!answers.All(answer => answer.Outcome == WriteBackOutcome.Created))
        {
            Add(EhrVerdict.Warn, "EHR-013", $"a sound transaction was not done: {string.Join("; ", answers.Select(answer => answer.Detail).Distinct(StringComparer.Ordinal))}");
            return false;
        }

        await SendTogetherAsync(requests, identifiers, cancellation);
        foreach (var (request, named) in requests.Zip(identifiers))
        {
            if ((await FoundAsync(request, named, created: 1, cancellation)).Shown.Count == 1)
                continue;
            Add(EhrVerdict.Warn, "EHR-013", $"the same transaction twice left its {request.ResourceType} not once");
            return false;
        }

        Add(EhrVerdict.Ok, "EHR-013", "transactions are all or none: a Claim and its ChargeItems are written by one");
        return true;
    }

    private (WriteRequest Request, string Identifier) Next(string type, WriteVerb verb)
    {
        var slug = _tenant.Slug.Length > LongestSlug ? _tenant.Slug[..LongestSlug] : _tenant.Slug;
        var identifier = string.Create(CultureInfo.InvariantCulture, $"probe-{_stamp}-{slug}-{++_number}");
        return (WriteRequest.Of(verb, type, Canonicals.ProbeIdentifier, identifier, _bodies.Make(type, identifier)), identifier);
    }

    private async Task<WriteAnswer> SendAsync(WriteRequest request, string identifier, CancellationToken cancellation)
    {
        if (request.Verb == WriteVerb.Transaction)
            return (await SendTogetherAsync([request], [identifier], cancellation))[0];
        var answer = await _exchange.SendAsync(request, _lease, cancellation);
        Remember(answer, identifier);
        return answer;
    }

    private async Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<WriteRequest> requests, IReadOnlyList<string> identifiers, CancellationToken cancellation)
    {
        var answers = await _exchange.SendTogetherAsync(requests, _lease, cancellation);
        foreach (var (answer, identifier) in answers.Zip(identifiers))
            Remember(answer, identifier);
        return answers;
    }

    private void Remember(WriteAnswer answer, string identifier)
    {
        if (answer.Reference is { } reference)
            _created[string.Join('/', reference.Split('/').Take(2))] = identifier;
    }

    private async Task<(SortedSet<string> Shown, long? Seconds)> FoundAsync(WriteRequest request, string identifier, int created, CancellationToken cancellation)
    {
        var (shown, seconds) = await _search.ShownAsync(request.ResourceType, identifier, created, cancellation);
        foreach (var reference in shown)
            _created[reference] = identifier;
        if (seconds > (_slowest ?? -1))
            _slowest = seconds;
        // A slow index shows one of two before the other; the answers named both.
        var named = new SortedSet<string>(_created.Where(pair => pair.Value == identifier).Select(pair => pair.Key), StringComparer.Ordinal);
        if (request.Id is { } id && seconds is null && await _search.IsThereAsync(request.ResourceType, id, cancellation))
            return (named, 0);
        return (named, seconds);
    }

    private async Task WithdrawAsync(CancellationToken cancellation)
    {
        var left = new List<string>();
        foreach (var (reference, identifier) in _created)
        {
            if (!await IsWithdrawnAsync(reference.Split('/'), identifier, cancellation))
                left.Add(reference);
        }

        if (left.Count > 0)
            Add(EhrVerdict.Warn, "EHR-015", $"could not be withdrawn, remove by hand: {string.Join(", ", left)}");
        else if (_created.Count > 0)
            Add(EhrVerdict.Ok, "EHR-015", $"{_created.Count} resources of the test patient were created and withdrawn again");
    }

    private async Task<bool> IsWithdrawnAsync(string[] reference, string identifier, CancellationToken cancellation)
    {
        try
        {
            var address = _gateway.Origins.Below($"{reference[0]}/{reference[1]}");
            using var updated = await _gateway.SendAsync(HttpMethod.Put, address, _bodies.Withdrawn(reference[0], identifier, reference[1]), condition: null, _lease, cancellation);
            if (updated.IsSuccess)
                return true;
            using var deleted = await _gateway.SendAsync(HttpMethod.Delete, address, default, condition: null, _lease, cancellation);
            return deleted.IsSuccess;
        }
        catch (Exception failure) when (failure is EhrException or LeaseException || EhrGateway.IsTransport(failure))
        {
            return false;
        }
    }

    private void Judge(string type, WriteVerb verb, bool createsOnce, string message, EhrVerdict verdict)
    {
        _measured.Add(new MeasuredVerb(type, verb, createsOnce));
        Add(verdict, Id(type), message);
    }

    private static string Id(string type) => type == "Claim" ? "EHR-011" : "EHR-012";

    private void Add(EhrVerdict verdict, string id, string message) => _findings.Add(new EhrFinding(id, verdict, message));

    private static long Seconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerSecond;

    private static string Words(WriteVerb verb) => verb switch
    {
        WriteVerb.UpdateAsCreate => "PUT with our own id",
        WriteVerb.ConditionalUpdate => "conditional update",
        WriteVerb.Transaction => "conditional create within a transaction",
        WriteVerb.ConditionalCreate => "conditional create",
        _ => "plain create",
    };
}
