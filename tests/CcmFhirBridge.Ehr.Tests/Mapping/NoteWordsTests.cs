using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Projections;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

public sealed class NoteWordsTests
{
    [Theory]
    [InlineData("", EntryNote.None)]
    [InlineData("  . - ", EntryNote.None)]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\"></div>", EntryNote.None)]
    [InlineData("<div>&nbsp;&#160;</div>", EntryNote.None)]
    [InlineData("Followed up", EntryNote.SaysNothing)]
    [InlineData("<div><p>Followed up with patient.</p></div>", EntryNote.SaysNothing)]
    [InlineData("F/U call, no changes, will continue to monitor", EntryNote.SaysNothing)]
    [InlineData("CCM", EntryNote.SaysNothing)]
    [InlineData("n/a", EntryNote.SaysNothing)]
    [InlineData("ok", EntryNote.SaysNothing)]
    [InlineData("Spoke with daughter", EntryNote.SaysNothing)]
    [InlineData("Refilled lisinopril", EntryNote.SaysSomething)]
    [InlineData("<div>wt 182 lb</div>", EntryNote.SaysSomething)]
    [InlineData("Metformin raised to 1000 mg; daughter will measure glucose", EntryNote.SaysSomething)]
    [InlineData("Patientin klagt über Schwindel", EntryNote.SaysSomething)]
    [InlineData("R&D ordered <unclosed", EntryNote.SaysSomething)]
    public void A_text_is_worth_what_it_says(string text, EntryNote worth) => NoteWords.Judge([Encoding.UTF8.GetBytes(text)]).ShouldBe(worth);

    [Fact]
    public void Several_texts_say_it_together() =>
        NoteWords.Judge(["Refilled"u8.ToArray(), "lisinopril"u8.ToArray()]).ShouldBe(EntryNote.SaysSomething);

    [Fact]
    public void Any_bytes_are_judged_without_a_fault() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Enum.IsDefined(NoteWords.Judge([bytes])));

    [Theory]
    [InlineData(""","text":{"status":"additional","div":"<div>Followed up</div>"}""", EntryNote.SaysNothing)]
    [InlineData(""","text":{"div":"<div>Refilled lisinopril</div>"}""", EntryNote.SaysSomething)]
    [InlineData(""","text":{"status":"generated","div":"<div>Encounter on 10 April</div>"}""", EntryNote.None)]
    [InlineData(""","text":{"div":"<div>Encounter on 10 April</div>","status":"generated"}""", EntryNote.None)]
    [InlineData(""","text":"Refilled lisinopril" """, EntryNote.None)]
    [InlineData(""","reasonCode":[{"text":"Refilled lisinopril"}]""", EntryNote.SaysSomething)]
    [InlineData(""","reasonCode":[{"coding":[{"code":"1"}],"text":"follow up"}]""", EntryNote.SaysNothing)]
    [InlineData(""","reasonCode":{"text":"Refilled lisinopril"}""", EntryNote.None)]
    [InlineData("", EntryNote.None)]
    public void The_words_are_those_of_the_narrative_and_the_reasons(string more, EntryNote worth) =>
        Practice.Record(Practice.Entry(more: more)).TimeEntries.ShouldHaveSingleItem().Note.ShouldBe(worth);

    [Fact]
    public void A_long_text_is_judged_by_its_beginning()
    {
        var text = string.Concat(Enumerable.Repeat("called patient ", 1000)) + "Refilled lisinopril";

        Practice.Record(Practice.Entry(more: $$""","text":{"div":"<div>{{text}}</div>"}""")).TimeEntries[0].Note.ShouldBe(EntryNote.SaysNothing);
    }

    [Fact]
    public void An_entry_says_when_it_was_recorded() =>
        Practice.Record(Practice.Entry(more: ""","extension":[{"url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-recorded","valueDateTime":"2026-04-20"}]"""))
            .TimeEntries.ShouldHaveSingleItem().RecordedAt.ShouldBe(Moment.On(new DateOnly(2026, 4, 20)));
}
