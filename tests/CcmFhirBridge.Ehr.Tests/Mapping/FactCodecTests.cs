using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

public class FactCodecTests
{
    private static readonly Gen<DateTimeOffset> Instants = Gen.Long[DateTime.MinValue.AddDays(2).Ticks, DateTime.MaxValue.AddYears(-2).Ticks]
        .Select(Gen.Bool, (ticks, whole) => new DateTimeOffset(whole ? ticks - (ticks % TimeSpan.TicksPerSecond) : ticks, TimeSpan.Zero));

    private static readonly Gen<string> Ids = Gen.OneOf(
        Gen.Guid.Select(uuid => uuid.ToString()), Gen.Guid.Select(uuid => uuid.ToString().ToUpperInvariant()),
        Gen.Long[0, 999_999_999_999_999_999].Select(number => number.ToString()), Gen.String[Gen.Char.AlphaNumeric, 0, 90], Gen.Const("007"), Gen.Const("é☃"));

    private static readonly Gen<Moment> Moments = Gen.OneOf(
        Instants.Select(Moment.At), Gen.Date.Select(day => Moment.On(DateOnly.FromDateTime(day))),
        Gen.Int[1, 9998].Select(Moment.InYear), Gen.Select(Gen.Int[1, 9998], Gen.Int[1, 12], (year, month) => Moment.In(new ServiceMonth(year, month))));

    private static readonly Gen<EntrySpan> Spans = Gen.OneOf(
        Gen.Select(Instants, Gen.Long[0, TimeSpan.TicksPerDay * 300], Gen.Bool,
            (start, ticks, disagrees) => EntrySpan.Of(new Interval(start, start.AddTicks(ticks)), disagrees)),
        Gen.Select(Gen.Int[1, 5], Gen.Date, Gen.Bool,
            (problem, day, near) => EntrySpan.Not((SpanProblem)problem, near ? DateOnly.FromDateTime(day) : null)));

    private delegate T Reading<out T>(ref FactReader reader);

    private static T RoundTrip<T>(Action<FactWriter> write, Reading<T> read)
    {
        var writer = new FactWriter();
        write(writer);
        var reader = new FactReader(writer.Written);
        var value = read(ref reader);
        reader.AtEnd.ShouldBeTrue();
        return value;
    }

    [Fact]
    public void Ids_come_back_as_written() => Ids.Sample(
        id => RoundTrip(writer => writer.Id(Encoding.UTF8.GetBytes(id)), (ref FactReader reader) => reader.Id()) == id, iter: 10_000);

    [Fact]
    public void What_records_share_comes_back_as_written() => Ids.Sample(
        id => RoundTrip(writer => writer.Id(Encoding.UTF8.GetBytes(id)), (ref FactReader reader) => reader.SharedId()) == id, iter: 10_000);

    [Theory]
    [InlineData("E11.9")]
    [InlineData("44054006")]
    public void Records_that_name_one_diagnosis_share_its_text(string code)
    {
        string Read() => RoundTrip(writer => writer.Id(Encoding.UTF8.GetBytes(code)), (ref FactReader reader) => reader.SharedId());
        Read().ShouldBeSameAs(Read());
    }

    [Fact]
    public void Codes_and_references_come_back_as_written() => Gen.Select(Gen.OneOf(Gen.Const("active"), Gen.Const("Practitioner"), Gen.Const("CareTeam"), Gen.Const("zz")), Ids).Sample(
        (code, id) => RoundTrip(writer => writer.Code(Encoding.UTF8.GetBytes(code)), (ref FactReader reader) => reader.Code()) == code
            && RoundTrip(writer => writer.Reference(Encoding.UTF8.GetBytes($"{code}/{id}")), (ref FactReader reader) => reader.OptionalReference()) == $"{code}/{id}",
        iter: 10_000);

    [Fact]
    public void Moments_come_back_as_written() => Moments.Sample(
        moment => RoundTrip(writer => writer.Moment(moment), (ref FactReader reader) => reader.Moment()) == moment, iter: 10_000);

    [Fact]
    public void Spans_come_back_as_written() => Spans.Sample(
        span => RoundTrip(writer => writer.Span(span), (ref FactReader reader) => reader.Span()) == span, iter: 10_000);

    [Fact]
    public void Usual_values_are_small()
    {
        var writer = new FactWriter();
        writer.Id("5df937fa-a7c5-444c-b680-60ac36fd13cc"u8);
        writer.Length.ShouldBe(17);
        writer.Clear();
        writer.Moment(Moment.On(new DateOnly(2026, 4, 10)));
        writer.Length.ShouldBe(4);
        writer.Clear();
        writer.Code("care-coordination"u8);
        writer.Length.ShouldBe(1);
    }
}
