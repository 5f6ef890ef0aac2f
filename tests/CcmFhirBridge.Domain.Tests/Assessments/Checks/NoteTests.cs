using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>What the quality review of a practice hears of its entries.</summary>
public sealed class NoteTests
{
    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    [Theory]
    [InlineData(EntryNote.None, "met: No entry has a text that says nothing; 1 of 1 have no text of their own.")]
    [InlineData(EntryNote.SaysNothing, "not-met warn: The text of an entry says neither what was done nor what was decided. <Encounter/t1>")]
    [InlineData(EntryNote.SaysSomething, "met: The text of every entry says what was done.")]
    public void A_text_that_says_nothing_is_told(EntryNote note, string says) => Served.Wrote(note).Assess().Says("note.text").ShouldBe(says);

    [Theory]
    [InlineData(null, "met: No entry says that it was recorded late.")]
    [InlineData("2026-04-14", "met: No entry says that it was recorded late.")]
    [InlineData("2026-04-01", "met: No entry says that it was recorded late.")]
    [InlineData("2026-04-21", "met: No entry says that it was recorded late.")]
    [InlineData("2026-04-22", "not-met warn: An entry was recorded more than 7 days after its time. <Encounter/t1>")]
    public void A_late_entry_is_told(string? recorded, string says) => Served.Wrote(EntryNote.SaysSomething, recorded).Assess().Says("note.late").ShouldBe(says);

    [Fact]
    public void Late_is_what_the_practice_says() =>
        Served.Wrote(EntryNote.SaysSomething, "2026-04-15").Assess(TestTenant.With(policy => policy with { LateEntryDays = 0 })).Answer("note.late").ShouldBe("not-met warn");

    [Fact]
    public void The_days_are_those_of_the_practice()
    {
        // 23:30 in New York is the next day in UTC.
        var late = Served.With(record => record with { TimeEntries = [record.TimeEntries[0] with { RecordedAt = Moment.At(Records.Local("04-21 23:30")) }] });

        late.Assess().Answer("note.late").ShouldBe("met");
    }

    [Fact]
    public void An_entry_without_a_span_is_late_by_the_day_near_which_it_was() =>
        Records.Eligible().Entry(EntrySpan.Not(SpanProblem.DateOnly, new DateOnly(2026, 4, 14)), [new Performer(TestTenant.Nurse, null)])
            .Wrote(EntryNote.SaysSomething, "2026-05-14").Assess().Answer("note.late").ShouldBe("not-met warn");

    [Fact]
    public void An_entry_over_midnight_is_of_the_day_on_which_it_ended()
    {
        var records = Records.Eligible().Time("04-13 23:50", 1200);

        records.Wrote(EntryNote.SaysSomething, "2026-04-21").Assess().Answer("note.late").ShouldBe("met");
        records.Wrote(EntryNote.SaysSomething, "2026-04-22").Assess().Says("note.late").ShouldBe("not-met warn: An entry was recorded more than 7 days after its time. <Encounter/t1>");
    }

    [Fact]
    public void An_entry_of_which_not_even_a_day_is_known_cannot_be_late() =>
        Records.Eligible().Entry(EntrySpan.Not(SpanProblem.Unreadable, null), [new Performer(TestTenant.Nurse, null)])
            .Wrote(EntryNote.SaysSomething, "2026-12-31").Assess().Answer("note.late").ShouldBe("met");

    [Theory]
    [InlineData("none something", "met: No entry has a text that says nothing; 1 of 2 have no text of their own.")]
    [InlineData("none none something", "met: No entry has a text that says nothing; 2 of 3 have no text of their own.")]
    [InlineData("none other-none", "met: No entry has a text that says nothing; 1 of 1 have no text of their own.")]     // of another programme it is not said
    [InlineData("something other-none", "met: The text of every entry says what was done.")]
    [InlineData("nothing something nothing", "not-met warn: The text of an entry says neither what was done nor what was decided. <Encounter/t1 Encounter/t3>")]
    [InlineData("nothing other-nothing", "not-met warn: The text of an entry says neither what was done nor what was decided. <Encounter/t1>")]
    public void The_texts_of_the_programmes_entries_are_counted(string notes, string says)
    {
        var records = Records.Eligible();
        foreach (var (note, at) in notes.Split(' ').Select((note, at) => (note, at)))
        {
            records = records.Time(FormattableString.Invariant($"04-{at + 10} 10:00"), 60, program: note.StartsWith("other", StringComparison.Ordinal) ? "rpm" : "ccm").With(record => record with
            {
                TimeEntries = record.TimeEntries.SetItem(at, record.TimeEntries[at] with
                {
                    Note = note.Split('-')[^1] switch { "none" => EntryNote.None, "nothing" => EntryNote.SaysNothing, _ => EntryNote.SaysSomething },
                }),
            });
        }

        records.Assess().Says("note.text").ShouldBe(says);
    }

    [Fact]
    public void Only_what_was_recorded_late_is_named()
    {
        var records = Served.Time("04-15 10:00", 60).Time("04-16 10:00", 60, program: "rpm").Wrote(EntryNote.SaysSomething, "2026-04-22");

        records.Assess().Says("note.late").ShouldBe("not-met warn: An entry was recorded more than 7 days after its time. <Encounter/t1>");
    }

    [Fact]
    public void Entries_of_another_programme_are_not_this_ones_to_review()
    {
        var other = Records.Eligible().Time("04-14 10:00", 1200, program: "rpm").Wrote(EntryNote.SaysNothing, "2026-06-01").Assess();

        other.Answer("note.text").ShouldBe("met");
        other.Answer("note.late").ShouldBe("met");
    }

    [Fact]
    public void What_is_written_in_an_entry_never_changes_what_is_billed()
    {
        var plain = Served.Assess();
        var poor = Served.Wrote(EntryNote.SaysNothing, "2026-12-31").Assess();

        poor.Outcome.ShouldBe(Outcome.Bill);
        poor.Lines.ShouldBe(plain.Lines);
        poor.Time.ClinicalStaff.ShouldBe(plain.Time.ClinicalStaff);
    }
}
