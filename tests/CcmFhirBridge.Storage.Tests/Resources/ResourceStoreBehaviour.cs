using System.Collections.Immutable;
using System.Text;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Storage.Tests.Resources;

public abstract class ResourceStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");
    private static readonly DateTimeOffset s_nine = new(2026, 4, 14, 13, 0, 0, TimeSpan.Zero);


    [Fact]
    public async Task A_resource_that_comes_several_times_in_a_page_is_taken_as_it_came_last()
    {
        var (nine, ten) = (new Interval(s_nine, s_nine.AddHours(1)), new Interval(s_nine.AddHours(1), s_nine.AddHours(2)));
        ResourceToStore Entry(string patient, string content, string version, Interval when) => Projected.Of(
            "Encounter/e1", $"Patient/{patient}", content, version, staff: new StaffInterval("Practitioner/rn", when, $"Patient/{patient}", "Encounter/e1"));

        (await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"), Entry("p1", "first", "1", nine), Entry("p1", "first", "1", nine), Entry("p2", "second", "2", ten), Entry("p2", "second", "2", ten)))
            .ShouldBe(new StoredPage(3, 1, 2, 0, 0));

        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x"]);
        (await FactsAsync("Patient/p2")).ShouldBe(["Patient/p2=x", "Encounter/e1=second"], ignoreOrder: true);
        (await Store.StaffIntervalsOfAsync("Patient/p1", new Interval(s_nine, s_nine.AddHours(3)), default)).ShouldBeEmpty();
        (await Store.StaffIntervalsOfAsync("Patient/p2", new Interval(s_nine, s_nine.AddHours(3)), default)).Single().When.ShouldBe(ten);
        Encoding.UTF8.GetString((await Store.RawAsync("Encounter", "e1", null, default))!.Value.Span).ShouldContain("second");
        Encoding.UTF8.GetString((await Store.RawAsync("Encounter", "e1", "1", default))!.Value.Span).ShouldContain("first");
        Encoding.UTF8.GetString((await Store.RawAsync("Patient", "p1", null, default))!.Value.Span).ShouldContain("Patient");
    }

    [Fact]
    public async Task The_same_new_resource_twice_in_a_page_is_logged_once_and_found()
    {
        (await StoreAsync(Projected.Patient("p1"), Projected.Patient("p1"))).ShouldBe(new StoredPage(1, 0, 1, 0, 0));

        (await Store.RawAsync("Patient", "p1", null, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_sign_that_no_text_of_a_database_holds_is_replaced_in_keys_and_kept_in_the_body()
    {
        var odd = Projected.Of("Encounter/e\0", "Patient/p\0", "x", version: "1\0", staff: new StaffInterval("Practitioner/\0", new Interval(s_nine, s_nine.AddHours(1)), "Patient/p\0", "Encounter/e\0"));

        (await StoreAsync(odd, Projected.Patient("p1"))).ShouldBe(new StoredPage(2, 0, 0, 0, 0));

        (await FactsAsync("Patient/p\uFFFD")).ShouldBe(["Encounter/e\0=x"]);
        (await Store.RawAsync("Encounter", "e\uFFFD", "1\uFFFD", default)).ShouldNotBeNull();
        (await Store.StaffIntervalsOfAsync("Patient/p\uFFFD", new Interval(s_nine, s_nine.AddHours(1)), default)).Single().Person.ShouldBe("Practitioner/\uFFFD");
        (await StoreAsync(odd)).ShouldBe(new StoredPage(0, 0, 1, 0, 0));
    }

    [Fact]
    public async Task A_new_resource_is_added_and_the_same_one_again_is_unchanged()
    {
        (await StoreAsync(Projected.Patient("p1"))).ShouldBe(new StoredPage(1, 0, 0, 0, 0));
        (await StoreAsync(Projected.Patient("p1"))).ShouldBe(new StoredPage(0, 0, 1, 0, 0));
        (await StoreAsync(Projected.Patient("p1", "other"))).ShouldBe(new StoredPage(0, 1, 0, 0, 0));
        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=other"]);
    }

    [Fact]
    public async Task The_counts_of_a_page_add_up()
    {
        var stored = await StoreAsync(Projected.Patient("p1"), Projected.Patient("p1"), Projected.Ignored(), Projected.Unreadable("bad"));
        stored.ShouldBe(new StoredPage(1, 0, 1, 1, 1));
    }

    [Fact]
    public async Task Raw_versions_are_kept_byte_by_byte_and_the_newest_is_found_without_a_version()
    {
        var first = Projected.Of("Consent/c1", "Patient/p1", new string('a', 5000), "1");
        var second = Projected.Of("Consent/c1", "Patient/p1", "b", "2");
        await StoreAsync(first);
        await StoreAsync(second);
        (await Store.RawAsync("Consent", "c1", "1", default))!.Value.ToArray().ShouldBe(first.Json.ToArray());
        (await Store.RawAsync("Consent", "c1", null, default))!.Value.ToArray().ShouldBe(second.Json.ToArray());
        (await Store.RawAsync("Consent", "c2", null, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Identical_content_dirties_nobody_and_a_change_makes_only_its_patient_due()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"));
        await AssessEverybodyAsync();
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"));
        (await Store.DueAsync(s_april, default)).ShouldBeEmpty();
        await StoreAsync(Projected.Of("Condition/d1", "Patient/p2"));
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p2"]);
    }

    [Fact]
    public async Task A_changed_entry_makes_the_patients_due_whose_staff_time_it_overlaps()
    {
        await StoreAsync(
            Projected.Patient("p1"), Projected.Patient("p2"), Projected.Patient("p3"),
            Entry("e1", "p1", 0, 20), Entry("e2", "p2", 10, 30), Entry("e3", "p3", 20, 40));
        await AssessEverybodyAsync();
        await StoreAsync(Entry("e1", "p1", 0, 15, "changed"));
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Theory]
    //          what changes                               who is due
    [InlineData("QuestionnaireResponse/q1 of p1", "p1 p2")]            // an answer tells how long an entry of its patient was
    [InlineData("QuestionnaireResponse/q3 of p3", "p3")]               // nobody overlaps it
    [InlineData("Observation/o1 of p1", "p1")]
    [InlineData("Encounter/e1 of p1", "p1 p2")]                        // what is stored of it stays, and what it says changes
    [InlineData("Encounter/e1 of p1 as it is", "p1")]
    public async Task Where_answers_tell_how_long_entries_were_a_change_makes_those_due_who_overlap_the_longest_that_they_can_be(string change, string due)
    {
        await StoreAsync(
            Projected.Patient("p1"), Projected.Patient("p2"), Projected.Patient("p3"),
            Entry("e1", "p1", 0, 240), Entry("e2", "p2", 200, 220), Entry("e3", "p3", 300, 320));
        await AssessEverybodyAsync();
        var words = change.Split(' ');
        var changed = words[0] == "Encounter/e1" ? Entry("e1", "p1", 0, 240, "changed") : Projected.Of(words[0], $"Patient/{words[2]}");

        await StoreAsync(words.Length > 3 ? changed : changed with { Projected = changed.Projected with { StaffIntervalsAreLongest = words[0] == "Encounter/e1" } });

        (await Store.DueAsync(s_april, default)).ShouldBe(due.Split(' ').Select(patient => $"Patient/{patient}"));
    }

    [Fact]
    public async Task An_answer_that_goes_or_moves_makes_those_due_who_overlapped_what_it_told()
    {
        await StoreAsync(
            Projected.Patient("p1"), Projected.Patient("p2"), Projected.Patient("p3"),
            Entry("e1", "p1", 0, 240), Entry("e2", "p2", 200, 220), Entry("e3", "p3", 230, 320), Projected.Of("QuestionnaireResponse/q1", "Patient/p1"));
        await AssessEverybodyAsync();

        await StoreAsync(Projected.Of("QuestionnaireResponse/q1", "Patient/p3", "moved"));

        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1", "Patient/p2", "Patient/p3"]);
    }

    [Fact]
    public async Task An_entry_of_many_hours_overlaps_what_runs_at_its_end()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"), Entry("long", "p1", -600, 5), Entry("e2", "p2", 0, 20));
        await AssessEverybodyAsync();
        await StoreAsync(Entry("e2", "p2", 0, 25, "changed"));
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Fact]
    public async Task A_changed_directory_resource_makes_everybody_due_and_an_unchanged_one_nobody()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"), Projected.Directory("Practitioner/a"));
        await AssessEverybodyAsync();
        await StoreAsync(Projected.Directory("Practitioner/a"));
        (await Store.DueAsync(s_april, default)).ShouldBeEmpty();
        await StoreAsync(Projected.Directory("Practitioner/a", "now NP"));
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
        Texts(await Store.DirectoryFactsAsync(default)).ShouldBe(["Practitioner/a=now NP"]);
    }

    [Fact]
    public async Task A_resource_that_moves_to_another_patient_leaves_the_old_one()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"), Entry("e1", "p1", 0, 20));
        await AssessEverybodyAsync();
        await StoreAsync(Entry("e1", "p2", 0, 20, "moved"));
        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x"]);
        (await FactsAsync("Patient/p2")).ShouldBe(["Patient/p2=x", "Encounter/e1=moved"]);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1", "Patient/p2"]);
        (await Store.StaffIntervalsOfAsync("Patient/p1", Span(0, 60), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sweep_forgets_what_the_read_did_not_see_and_makes_its_patient_due()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Of("Consent/c1", "Patient/p1"), Projected.Of("Consent/c2", "Patient/p1"));
        await AssessEverybodyAsync();
        var read = await Store.BeginReadAsync("Consent", default);
        await Store.StorePageAsync(read, [Projected.Of("Consent/c2", "Patient/p1")], null, default);
        (await Store.UnseenIdsAsync("Consent", read, default)).ShouldBe(["c1"]);
        (await Store.UnseenIdsAsync("Consent", long.MaxValue, default)).ShouldBe(["c1", "c2"]);
        (await Store.SweepAsync("Consent", read, default)).ShouldBe(1);
        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x", "Consent/c2=x"]);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1"]);
        (await Store.RawAsync("Consent", "c1", null, default)).ShouldBeNull();
        (await Store.RawAsync("Consent", "c1", "1", default)).ShouldNotBeNull("evidence outlives the resource");
        (await Store.SweepAsync("Consent", read, default)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_read_has_not_seen_is_counted_before_it_is_swept()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"), Projected.Patient("p3"));
        var read = await Store.BeginReadAsync("Patient", default);
        await Store.StorePageAsync(read, [Projected.Patient("p2")], null, default);
        (await Store.CountUnseenAsync("Patient", read, default)).ShouldBe(new UnseenResources(3, 2));
        (await Store.CountUnseenAsync("Consent", read, default)).ShouldBe(default);
    }

    [Fact]
    public async Task A_page_of_an_older_read_does_not_make_what_a_newer_one_saw_unseen()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"));
        var older = await Store.BeginReadAsync("Patient", default);
        var newer = await Store.BeginReadAsync("Patient", default);
        await Store.StorePageAsync(newer, [Projected.Patient("p1"), Projected.Patient("p2")], null, default);
        await Store.StorePageAsync(older, [Projected.Patient("p1"), Projected.Patient("p2", "other")], null, default);
        (await Store.SweepAsync("Patient", newer, default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_deleted_patient_is_no_longer_listed_nor_due_nor_shown()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"));
        await AssessEverybodyAsync();
        var read = await Store.BeginReadAsync("Patient", default);
        await Store.StorePageAsync(read, [Projected.Patient("p2")], null, default);
        await Store.SweepAsync("Patient", read, default);
        (await Store.PatientsAsync(default)).ShouldBe(["Patient/p2"]);
        (await Store.ListAsync(s_april, default)).Select(assessment => assessment.Patient).ShouldBe(["Patient/p2"]);
        (await Store.DueAsync(s_april, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_read_is_listed_until_it_can_and_leaves_no_old_facts_behind()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Of("Consent/c1", "Patient/p1", "good"));
        await StoreAsync(Projected.Unreadable("broken", new("Consent", "c1", "2")), Projected.Unreadable("without id"));
        (await Store.UnreadableAsync(default)).Select(gap => (gap.Source?.Key, gap.Code))
            .ShouldBe([("Consent/c1", "gap.id-missing"), (null, "gap.id-missing")], ignoreOrder: true);
        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x"]);
        await StoreAsync(Projected.Of("Consent/c1", "Patient/p1", "good again", "3"));
        (await Store.UnreadableAsync(default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_patient_has_a_place_of_its_own_in_a_type()
    {
        var read = await Store.BeginReadAsync("Consent", default);
        await Store.StorePageAsync(read, [], new SyncCursor(SyncCursor.KeyOf("Consent", "Patient/p1"), s_nine), default);

        (await Store.CursorAsync(SyncCursor.KeyOf("Consent", "Patient/p1"), default)).LastUpdated.ShouldBe(s_nine);
        (await Store.CursorAsync(SyncCursor.KeyOf("Consent", "Patient/p2"), default)).LastUpdated.ShouldBeNull();
        (await Store.CursorAsync("Consent", default)).LastUpdated.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_known_of_reading_a_type_is_kept_and_replaced()
    {
        (await Store.AvoidedFormsAsync("Consent", default)).ShouldBeNull();
        (await Store.LastWholeReadAsync("Consent", default)).ShouldBeNull();
        var avoided = AvoidedForms.None("basis").With(ReadForm.Full, "it refuses");

        await Store.KeepAvoidedFormsAsync("Consent", AvoidedForms.None("before"), default);
        await Store.KeepAvoidedFormsAsync("Consent", avoided, default);
        await Store.RecordWholeReadAsync("Consent", s_nine, default);

        var kept = (await Store.AvoidedFormsAsync("Consent", default)).ShouldNotBeNull();
        (kept.Basis, kept.Reasons["full"]).ShouldBe(("basis", "it refuses"));
        (await Store.LastWholeReadAsync("Consent", default)).ShouldBe(s_nine);
        (await Store.AvoidedFormsAsync("Claim", default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_the_EHR_says_of_itself_is_kept_with_what_an_upgrade_changed()
    {
        (await Store.StatementAsync(default)).ShouldBeNull();
        var statement = new EhrStatement(s_nine, ImmutableSortedDictionary<string, string>.Empty.Add("Encounter", "read"));
        await Store.KeepStatementAsync(statement, null, default);
        await Store.KeepStatementAsync(statement with { At = s_nine.AddDays(1) }, new StatementChange(s_nine.AddDays(1), ["Encounter: now read"]), default);
        await Store.KeepStatementAsync(statement with { At = s_nine.AddDays(2) }, null, default);

        var kept = (await Store.StatementAsync(default)).ShouldNotBeNull();
        (kept.At, kept.Hash).ShouldBe((s_nine.AddDays(2), statement.Hash));
        var change = (await Store.LastStatementChangeAsync(default)).ShouldNotBeNull("a reading without a change leaves the last one");
        (change.At, change.Lines.Single()).ShouldBe((s_nine.AddDays(1), "Encounter: now read"));
    }

    [Fact]
    public async Task A_page_that_fails_stores_nothing_and_leaves_the_cursor()
    {
        var read = await Store.BeginReadAsync("Consent", default);
        using var stop = new CancellationTokenSource();
        var page = Enumerable.Range(0, 3).Select(i =>
        {
            if (i == 2)
                stop.Cancel();
            return Projected.Patient($"p{i}");
        });
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Store.StorePageAsync(read, new StopAfter(page), new SyncCursor("Patient", s_nine), stop.Token));
        (await Store.PatientsAsync(default)).ShouldBeEmpty();
        (await Store.CursorAsync("Patient", default)).LastUpdated.ShouldBeNull();
    }

    [Fact]
    public async Task Pages_that_are_stored_together_each_move_their_own_place_and_say_what_they_changed()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"), Projected.Of("Consent/c1", "Patient/p1"));
        var (consents, plans) = (await Store.BeginReadAsync("Consent", default), await Store.BeginReadAsync("CarePlan", default));

        var stored = await Store.StorePagesAsync(
            [
                new PageToStore(consents, [Projected.Of("Consent/c1", "Patient/p1"), Projected.Of("Consent/c2", "Patient/p2")], new SyncCursor("Consent", s_nine)),
                new PageToStore(plans, [Projected.Of("CarePlan/a", "Patient/p1")], null),
                new PageToStore(consents, [Projected.Of("Consent/c2", "Patient/p2", "changed", "2")], new SyncCursor(SyncCursor.KeyOf("Consent", "Patient/p2"), s_nine)),
            ],
            default);

        stored.ShouldBe([new StoredPage(1, 0, 1, 0, 0), new StoredPage(1, 0, 0, 0, 0), new StoredPage(0, 1, 0, 0, 0)]);
        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x", "Consent/c1=x", "CarePlan/a=x"]);
        (await FactsAsync("Patient/p2")).ShouldBe(["Patient/p2=x", "Consent/c2=changed"]);
        (await Store.CursorAsync("Consent", default)).LastUpdated.ShouldBe(s_nine);
        (await Store.CursorAsync("Consent Patient/p2", default)).LastUpdated.ShouldBe(s_nine);
        (await Store.CountUnseenAsync("Consent", consents, default)).Unseen.ShouldBe(0);
    }

    [Fact]
    public async Task Of_pages_that_are_stored_together_none_is_there_when_one_fails()
    {
        using var stop = new CancellationTokenSource();
        var second = Enumerable.Range(0, 1).Select(_ =>
        {
            stop.Cancel();
            return Projected.Patient("p2");
        });

        await Should.ThrowAsync<OperationCanceledException>(() => Store.StorePagesAsync(
            [new PageToStore(1, [Projected.Patient("p1")], new SyncCursor("Patient", s_nine)), new PageToStore(1, new StopAfter(second), null)], stop.Token));

        (await Store.PatientsAsync(default)).ShouldBeEmpty();
        (await Store.CursorAsync("Patient", default)).LastUpdated.ShouldBeNull();
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await StoreAsync(Projected.Patient("p1"), Entry("e1", "p1", 0, 20), Projected.Directory("Practitioner/a"));
        await Store.RecordCompleteReadAsync(new CompleteRead(s_nine, s_nine.AddMinutes(3)), default);
        await ReopenAsync();
        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x", "Encounter/e1=x"]);
        (await Store.LastCompleteReadAsync(default)).ShouldBe(new CompleteRead(s_nine, s_nine.AddMinutes(3)));
        (await Store.StaffIntervalsAsync(["Practitioner/rn"], "Patient/p2", Span(5, 10), default)).Single().Entry.ShouldBe("Encounter/e1");
        (await Store.StaffIntervalsAsync(["Practitioner/rn"], "Patient/p1", Span(5, 10), default)).ShouldBeEmpty("it is the patient's own");
        (await Store.StaffIntervalsAsync(["Practitioner/rn"], "Patient/p2", Span(20, 30), default)).ShouldBeEmpty("the end is not inside");
    }

    [Theory]
    [InlineData(-600, 6)]
    [InlineData(-235, 6)]
    [InlineData(-234, 6)]
    [InlineData(5, 6)]
    [InlineData(9, 600)]
    public async Task Time_of_a_person_is_found_however_long_it_is(int from, int to)
    {
        await StoreAsync(Projected.Patient("p1"), Entry("e1", "p1", from, to), Entry("e2", "p1", -900, 5), Entry("e3", "p1", 10, 900), Entry("e4", "p1", -20, -10));

        (await Store.StaffIntervalsAsync(["Practitioner/rn"], "Patient/p2", Span(5, 10), default)).Select(found => found.Entry).ShouldBe(["Encounter/e1"]);
    }

    [Fact]
    public async Task An_entry_that_loses_and_gains_time_is_found_by_what_it_says_now()
    {
        await StoreAsync(Projected.Patient("p1"), Entry("e1", "p1", 0, 20));
        await StoreAsync(Entry("e1", "p1", 30, 40, "later"));
        await StoreAsync(Entry("e1", "p3", 30, 40, "of another patient"));

        var found = (await Store.StaffIntervalsAsync(["Practitioner/rn"], "Patient/p2", Span(0, 60), default)).ShouldHaveSingleItem();
        (found.When, found.Patient).ShouldBe((Span(30, 40), "Patient/p3"));
    }

    [Fact]
    public async Task The_first_day_of_services_only_moves_back()
    {
        (await Store.ServicesSinceAsync(new DateOnly(2025, 4, 1), default)).ShouldBe(new DateOnly(2025, 4, 1));
        (await Store.ServicesSinceAsync(new DateOnly(2025, 6, 1), default)).ShouldBe(new DateOnly(2025, 4, 1));
        (await Store.ServicesSinceAsync(new DateOnly(2024, 6, 1), default)).ShouldBe(new DateOnly(2024, 6, 1));
    }

    [Fact]
    public async Task Another_mapping_reads_the_log_anew_and_only_changed_facts_make_due()
    {
        await StoreAsync(Projected.Patient("p1"), Projected.Patient("p2"), Projected.Of("Consent/c1", "Patient/p1", "same"));
        await AssessEverybodyAsync();
        (await Store.MappingVersionAsync(default)).ShouldBeNull();
        await Store.ReprojectAsync(new OtherMapping(), default);
        (await Store.MappingVersionAsync(default)).ShouldBe("other");
        (await FactsAsync("Patient/p1")).ShouldBe(["Patient/p1=x", "Consent/c1=SAME"]);
        (await Store.DueAsync(s_april, default)).ShouldBe(["Patient/p1"]);
    }

    [Fact]
    public async Task Two_openers_write_one_after_the_other_and_see_each_other()
    {
        await using var second = await Factory.OpenAsync();
        await Task.WhenAll(
            Task.Run(() => StoreManyAsync(Store, "a")),
            Task.Run(() => StoreManyAsync(second, "b")));
        (await Store.PatientsAsync(default)).Count.ShouldBe(40);
        (await second.PatientsAsync(default)).Count.ShouldBe(40);
    }

    private static async Task StoreManyAsync(SqlTenantStore store, string prefix)
    {
        for (var i = 0; i < 20; i++)
            await store.StorePageAsync(1, [Projected.Patient($"{prefix}{i}")], null, default);
    }

    private async Task<StoredPage> StoreAsync(params ResourceToStore[] resources) =>
        await Store.StorePageAsync(await Store.BeginReadAsync("Any", default), resources, null, default);

    private async Task AssessEverybodyAsync()
    {
        var position = await Store.PositionAsync(default);
        var due = await Store.DueAsync(s_april, default);
        await Store.SaveAsync(
            [.. due.Select(patient => new StoredAssessment(patient, s_april, Domain.Assessments.Outcome.None, "{}"u8.ToArray()) { Position = position })], default);
        (await Store.DueAsync(s_april, default)).ShouldBeEmpty();
    }

    private static ResourceToStore Entry(string id, string patient, int from, int to, string content = "x") => Projected.Of(
        $"Encounter/{id}", $"Patient/{patient}", content, "1", null,
        new StaffInterval("Practitioner/rn", Span(from, to), $"Patient/{patient}", $"Encounter/{id}"));

    private static Interval Span(int from, int to) => new(s_nine.AddMinutes(from), s_nine.AddMinutes(to));

    private async Task<IEnumerable<string>> FactsAsync(string patient) => Texts(await Store.FactsOfAsync(patient, default));

    private static IEnumerable<string> Texts(IEnumerable<ReadOnlyMemory<byte>> facts) => facts.Select(bytes => Encoding.UTF8.GetString(bytes.Span)).ToList();

    /// <summary>A page whose reading is stopped in the middle, as a cancelled run would.</summary>
    private sealed class StopAfter(IEnumerable<ResourceToStore> resources) : IReadOnlyList<ResourceToStore>
    {
        public int Count => 3;

        public ResourceToStore this[int index] => resources.ElementAt(index);

        public IEnumerator<ResourceToStore> GetEnumerator() => resources.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Shouts the content of a Consent and reads everything else as before.</summary>
    private sealed class OtherMapping : IResourceMapping
    {
        public string Version => "other";

        public ProjectedResource Project(ReadOnlyMemory<byte> json)
        {
            var text = Encoding.UTF8.GetString(json.Span);
            return text.Contains("Consent", StringComparison.Ordinal)
                ? Projected.Of("Consent/c1", "Patient/p1", "SAME").Projected
                : Known.First(patient => patient.Json.Span.SequenceEqual(json.Span)).Projected;
        }

        private static ResourceToStore[] Known => [Projected.Patient("p1"), Projected.Patient("p2")];

        public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => throw new NotSupportedException();
    }
}

public sealed class SqliteResourceStoreTests() : ResourceStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresResourceStoreTests() : ResourceStoreBehaviour(new PostgresStoreFactory());
