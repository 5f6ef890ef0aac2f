using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Storage.Serving;

/// <summary>
/// What a body says that entries are searched by, so that a search and what it finds never disagree. What a body does not say is taken
/// from its entry.
/// </summary>
/// <param name="Subject"><c>Patient/id</c>.</param>
/// <param name="CreatedAt">When it was made: UTC ticks of a whole second.</param>
/// <param name="First">First day of the period that is billed, ISO.</param>
/// <param name="End">The day after its last, ISO.</param>
internal sealed record BodyFields(string Subject, long CreatedAt, string First, string End)
{
    private const string IsoDay = "yyyy-MM-dd";

    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="patient">Whom the entry bills.</param>
    /// <param name="month">The month that it bills.</param>
    /// <param name="at">When the entry was made, UTC ticks.</param>
    public static BodyFields Of(ReadOnlyMemory<byte> body, string patient, ServiceMonth month, long at)
    {
        var fields = new BodyFields(patient, Whole(at), Day(month.FirstDay), Day(month.LastDay.AddDays(1)));
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? fields.Read(document.RootElement) : fields;
        }
        catch (JsonException)
        {
            return fields;
        }
    }

    /// <summary>Whether a ChargeItem says that the billing system that reads us files its claim.</summary>
    public static bool SaysFiledByReader(ReadOnlyMemory<byte> body) =>
        body.Span.IndexOf("of the billing system that reads CcmFhirBridge"u8) >= 0;

    private BodyFields Read(JsonElement root)
    {
        var subject = Text(Member(Member(root, "patient"), "reference")) ?? Text(Member(Member(root, "subject"), "reference")) ?? Subject;
        var created = Text(Member(root, "created")) ?? Text(Member(root, "enteredDate"));
        var period = Member(root, "billablePeriod") ?? Member(root, "occurrencePeriod");
        var first = DayIn(Text(Member(period, "start")));
        var last = DayIn(Text(Member(period, "end")));
        return new BodyFields(
            subject,
            DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? Whole(instant.UtcTicks) : CreatedAt,
            first is { } from ? Day(from) : First,
            last is { } to ? Day(to.AddDays(1)) : End);
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } known ? known.GetString() : null;

    private static DateOnly? DayIn(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), IsoDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Day(DateOnly day) => day.ToString(IsoDay, CultureInfo.InvariantCulture);

    private static long Whole(long ticks) => ticks - (ticks % TimeSpan.TicksPerSecond);
}
