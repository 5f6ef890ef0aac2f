using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Torture.Faults.Wire;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>Every kind of fault that the matrix knows.</summary>
internal static class FaultKinds
{
    private const int SmallPage = 8;
    private const int LongestLag = 300;

    // Behind a lost answer nothing but the settle time helps, and that reckons with an index as slow as any that was seen.
    private const int SettledLag = 85;

    public static ImmutableArray<FaultKind> All { get; } = [.. OnTheWire, .. Spoilt, .. Refused, .. Slow, .. Pages, .. Others];

    private static IEnumerable<FaultKind> OnTheWire =>
    [
        Wired("reset-in-request", "The connection is reset when the EHR has half of the request.", WireHarm.ResetInRequest),
        Wired("reset-in-answer", "The connection is reset when half of the answer is back.", WireHarm.ResetInAnswer),
        Wired("truncated-answer", "Half of the answer comes, and the connection ends as if all were well.", WireHarm.TruncatedAnswer),
        Wired("half-open", "The answer never comes, and the connection stays open.", WireHarm.HalfOpen),
        new("slow-answer", "The answer takes half to twice as long as a request may take.", static scene =>
            scene.Put(WireHarm.SlowAnswer, 0.5 + (1.5 * scene.Dice.NextDouble()))),
        new("late-request", "The request arrives when nobody waits for its answer any more.", static scene =>
            scene.Put(WireHarm.LateRequest, 1.1 + (0.8 * scene.Dice.NextDouble()))) { WritesOnly = true },
        new("delivered-twice", "The request arrives twice.", static scene =>
            scene.Put(scene.Dice.Next(2) == 0 ? WireHarm.TwiceFirstAnswer : WireHarm.TwiceSecondAnswer))
        {
            WritesOnly = true,
            OverwritesOn = "conditional-update",
            // Nothing but the EHR itself could tell the two apart: they are found, and a person decides.
            EndOn = static rung => rung == "plain-create" ? FaultEnd.Quarantined(2) : FaultEnd.Once,
        },
        Written("drop-after-commit", "The write is done, and the EHR drops the connection.", static (aim, _) => new DropAfterCommit(aim)),
    ];

    private static IEnumerable<FaultKind> Spoilt =>
    [
        Aimed("empty-answer", "200 with nothing in it.", static (aim, _) => new EmptyAnswer(aim)),
        Written("no-location", "201 that does not say what was created.", static (aim, _) => new MissingLocation(aim)),
        Aimed("malformed-json", "The JSON of the answer stops in the middle.", static (aim, _) => new MalformedJson(aim)),
        Aimed("truncated-gzip", "The compressed answer stops in the middle.", static (aim, _) => new TruncatedGzip(aim)),
        Aimed("wrong-content-type", "The answer says that it is no JSON.", static (aim, _) => new WrongContentType(aim)),
        new("skewed-date", "The header Date is wrong by up to ten days.", static scene =>
            scene.Put(new SkewedDate(TimeSpan.FromHours(scene.Dice.Next(-240, 241))))),
    ];

    private static IEnumerable<FaultKind> Refused =>
    [
        Aimed("error-before-commit", "500, and nothing is done.", static (aim, _) => new ErrorBeforeCommit(aim)),
        Written("error-after-commit", "500, and the write is done.", static (aim, _) => new ErrorAfterCommit(aim)),
        Untrusted("html-503", "503 with a page for people, whatever was done.", static (aim, moment) => new HtmlPage(aim, moment)),
        Untrusted("timeout-408", "408, whatever was done.", static (aim, moment) => new Refusal(aim, 408, "timeout", moment)),
        Untrusted("conflict-409", "409, whatever was done.", static (aim, moment) => new Refusal(aim, 409, "conflict", moment)) with { WritesOnly = true },
        Written("precondition-412", "412 of a write that is done, as the second of two gets it.", static (aim, _) =>
            new Refusal(aim, 412, "conflict", CommitMoment.After)),
        Written("untrue-412", "412, and nothing is there.", static (aim, _) => new Refusal(aim, 412, "conflict")) with
        {
            // There it says that the very id is taken, and that is believed until a person has asked.
            EndOn = static rung => rung == "update-as-create" ? FaultEnd.InDoubt : FaultEnd.Once,
        },
        Written("refused-422", "422 of the EHR itself: refused for good.", static (aim, _) => new Refusal(aim, 422, "business-rule")) with
        {
            EndOn = static _ => FaultEnd.Rejected,
        },
        Aimed("throttled", "429 that names seconds.", static (aim, scene) => Throttled(aim, $"{scene.Dice.Next(1, 90)}")),
        Aimed("throttled-without-time", "429 that names no time.", static (aim, _) => Throttled(aim, null)),
        Aimed("throttled-for-ten-years", "429 that names ten years.", static (aim, _) => Throttled(aim, "315360000")),
        Aimed("throttled-for-less-than-no-time", "429 that names a negative time.", static (aim, _) => Throttled(aim, "-30")),
        Aimed("throttled-until-the-past", "429 that names a date of long ago.", static (aim, _) => Throttled(aim, "Wed, 21 Oct 2015 07:28:00 GMT")),
        Written("throttled-by-a-proxy", "429 without a word of the EHR, of a write that is done.", static (aim, _) =>
            new Refusal(aim, 429, code: null, CommitMoment.After, "5")),
        Aimed("token-ends", "The token ends in the middle of whatever is going on.", static (aim, scene) =>
            new ForgottenTokens(aim, scene.Practice.Ehr.Door!)) with { TokenLife = TimeSpan.FromHours(1), Page = SmallPage },
    ];

    private static IEnumerable<FaultKind> Slow =>
    [
        new("search-lag", "Searches show what is new up to five minutes late.", static scene =>
            scene.Put(new SearchIndexLag(TimeSpan.FromSeconds(scene.Dice.Next(LongestLag + 1))))),
        new("search-lag-and-lost-answer", "Searches show what is new late, and the answer that would tell is lost.", static scene =>
        {
            var aim = scene.Aim();
            scene.Put(aim, new DropAfterCommit(aim));
            scene.Practice.Ehr.Quirks.Add(new SearchIndexLag(TimeSpan.FromSeconds(scene.Dice.Next(SettledLag))));
        }) { WritesOnly = true },
        new("search-lag-and-delivered-twice", "The request arrives twice, and the second finds nothing of the first by its condition.", static scene =>
        {
            scene.Put(WireHarm.TwiceFirstAnswer);
            scene.Practice.Ehr.Quirks.Add(new SearchIndexLag(TimeSpan.FromSeconds(scene.Dice.Next(1, LongestLag + 1))));
        })
        {
            WritesOnly = true,
            // Only an id of ours makes the two one.
            EndOn = static rung => rung == "update-as-create" ? FaultEnd.Once : FaultEnd.Quarantined(2),
        },
    ];

    private static IEnumerable<FaultKind> Pages =>
    [
        new("next-link-repeats", "The next page is the same one.", static scene =>
            scene.Put(static (first, times) => new NextLinkRepeats(first, times))) { Page = SmallPage },
        new("pages-in-circles", "The next page is the first one.", static scene =>
            scene.Put(static (first, times) => new PagesInCircles(first, times))) { Page = SmallPage },
        // Once: what is missing each time that somebody looks, nobody can see.
        new("page-drops-entry", "An entry of a page is missing, and only the total says so.", static scene =>
            scene.Put(static (first, _) => new DroppedEntry(first))) { Page = SmallPage },
    ];

    private static IEnumerable<FaultKind> Others =>
    [
        new("copy-was-there", "Another system wrote the same before.", static (scene, cancellation) => scene.PlantAsync(1, change: null, cancellation)),
        new("copies-were-there", "Another system wrote the same twice before.", static (scene, cancellation) => scene.PlantAsync(2, change: null, cancellation))
        {
            EndOn = static _ => FaultEnd.Quarantined(2),
        },
        new("other-copy-was-there", "Another system wrote another amount under the same identifier before.", static (scene, cancellation) =>
            scene.PlantAsync(1, Dearer, cancellation)) { EndOn = static _ => FaultEnd.Quarantined(1) },
        Written("copy-comes-first", "Another system writes the same between the question and the write.", static (aim, scene) =>
            new ForeignCopy(aim, scene.Practice.Ehr.Store)) with
        {
            OverwritesOn = "conditional-update",
            // Only a create that has the identifier for its condition meets the other one.
            EndOn = static rung => rung is "plain-create" or "update-as-create" ? FaultEnd.Quarantined(2) : FaultEnd.Once,
        },
    ];

    private static FaultKind Aimed(string name, string what, Func<Aim, FaultScene, IQuirk> quirk) => new(name, what, scene =>
    {
        var aim = scene.Aim();
        scene.Put(aim, quirk(aim, scene));
    });

    private static FaultKind Untrusted(string name, string what, Func<Aim, CommitMoment, IQuirk> quirk) => new(name, what, scene =>
    {
        var moment = scene.Moment();
        var aim = scene.Aim(moment);
        scene.Put(aim, quirk(aim, moment));
    });

    private static FaultKind Written(string name, string what, Func<Aim, FaultScene, IQuirk> quirk) => Aimed(name, what, quirk) with { WritesOnly = true };

    private static FaultKind Wired(string name, string what, WireHarm harm) => new(name, what, scene => scene.Put(harm));

    private static Refusal Throttled(Aim aim, string? retryAfter) => new(aim, 429, "throttled", CommitMoment.Before, retryAfter);

    private static void Dearer(JsonObject body)
    {
        var money = body[body["resourceType"]!.GetValue<string>() == "Claim" ? "total" : "priceOverride"]!;
        money["value"] = money["value"]!.GetValue<decimal>() + 1;
    }
}
