using CcmFhirBridge.Exchanges;
using CcmFhirBridge.Pipeline.Exchanges;

namespace CcmFhirBridge.Tests.Exchanges;

public sealed class FileExchangeJournalTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("ccm-bridge-test-");

    private ExchangeFolder Folder => new(Path.Combine(_home.FullName, "exchanges", "lakeside"));

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void What_was_kept_is_found_again_whole()
    {
        var whole = new Exchange
        {
            At = Noon.AddTicks(1234567),
            Took = TimeSpan.FromMilliseconds(87),
            Method = "POST",
            Asked = "Claim",
            Address = "/fhir/Claim",
            Condition = "If-None-Exist",
            Status = 422,
            Sent = 12,
            Received = 34,
            MediaType = "application/fhir+json",
            RetryAfter = "7",
            ServerTime = Noon,
            Issues = "error invalid at Claim.careTeam",
            Trace = "0af7651916cd43dd8448eb211c80319c",
            Request = "{\"text\":\"line\\nend – ü\"}",
            Response = "",
        };

        Journal("1@a").Keep(whole);

        var kept = new ExchangeReader(Folder).List(new ExchangeFilter(), 10).Exchanges.ShouldHaveSingleItem();
        kept.Exchange.ShouldBe(whole);
        kept.Run.ShouldBe("1@a");
        new ExchangeReader(Folder).Find(kept.Id).ShouldBe(kept);
    }

    [Fact]
    public void The_last_of_several_processes_and_days_come_in_their_order()
    {
        var (service, command) = (Journal("1@a"), Journal("2@a"));
        for (var hour = 0; hour < 30; hour++)
            (hour % 3 == 0 ? command : service).Keep(At(Noon.AddHours(hour)));

        var listed = new ExchangeReader(Folder).List(new ExchangeFilter(), 20).Exchanges;

        listed.Select(kept => kept.Exchange.At).ShouldBe(Enumerable.Range(10, 20).Select(hour => Noon.AddHours(hour)));
        listed.Select(kept => kept.Id).ShouldBeUnique();
        foreach (var kept in listed)
            new ExchangeReader(Folder).Find(kept.Id).ShouldBe(kept);
    }

    [Theory]
    [InlineData("failed", 3)]
    [InlineData("5xx", 1)]
    [InlineData("404", 1)]
    [InlineData("since", 2)]
    [InlineData("token", 1)]
    [InlineData("PUT", 1)]
    public void A_filter_takes_what_it_says(string what, int count)
    {
        var journal = Journal("1@a");
        journal.Keep(At(Noon) with { Status = 503 });
        journal.Keep(At(Noon) with { Status = 404, Method = "PUT" });
        journal.Keep(At(Noon) with { Status = null, Failure = "connection-error" });
        journal.Keep(At(Noon.AddHours(1)) with { Asked = "token" });
        journal.Keep(At(Noon.AddHours(2)));
        var filter = what switch
        {
            "failed" => new ExchangeFilter(FailedOnly: true),
            "5xx" => new ExchangeFilter(Status: (500, 599)),
            "404" => new ExchangeFilter(Status: (404, 404)),
            "since" => new ExchangeFilter(Since: Noon.AddHours(1)),
            "token" => new ExchangeFilter(Asked: "token"),
            _ => new ExchangeFilter(Method: "PUT"),
        };

        new ExchangeReader(Folder).List(filter, 10).Exchanges.Count.ShouldBe(count);
    }

    [Fact]
    public void A_line_that_a_dying_process_did_not_end_hides_nothing_else()
    {
        Journal("1@a").Keep(At(Noon));
        var file = Folder.Files().Single().File;
        File.AppendAllText(file, "{\"at\":\"2026-04-3");
        new ExchangeReader(Folder).List(new ExchangeFilter(), 10).ShouldSatisfyAllConditions(
            found => found.Exchanges.Count.ShouldBe(1), found => found.Unreadable.ShouldBe(0));

        // A process with the same number, as in a container, goes on in the same file.
        Journal("1@a").Keep(At(Noon.AddMinutes(1)));
        Journal("1@a").Keep(At(Noon.AddMinutes(2)));

        var (exchanges, unreadable) = new ExchangeReader(Folder).List(new ExchangeFilter(), 10);
        unreadable.ShouldBe(1);
        exchanges.Select(kept => kept.Exchange.At).ShouldBe([Noon, Noon.AddMinutes(2)]);
    }

    [Fact]
    public void What_is_older_than_it_is_kept_for_goes_with_the_first_exchange_of_a_day()
    {
        foreach (var day in Enumerable.Range(0, 5))
            new FileExchangeJournal(Folder, "1@a", 3).Keep(At(Noon.AddDays(day)));
        File.WriteAllText(Path.Combine(Folder.Path, "notes.txt"), "of somebody");

        Folder.Files().Select(file => file.Day.Day).ShouldBe([4, 3, 2]);
        File.Exists(Path.Combine(Folder.Path, "notes.txt")).ShouldBeTrue();
    }

    [Fact]
    public void Only_the_owner_may_look_inside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (OperatingSystem.IsWindows())
            return;
        Journal("1@a").Keep(At(Noon));

        File.GetUnixFileMode(Folder.Files().Single().File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Folder.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_place_that_cannot_be_written_stops_nobody()
    {
        File.WriteAllText(Path.Combine(_home.FullName, "exchanges"), "a file where a folder should be");

        Should.NotThrow(() => Journal("1@a").Keep(At(Noon)));

        new ExchangeReader(Folder).List(new ExchangeFilter(), 10).Exchanges.ShouldBeEmpty();
    }

    private FileExchangeJournal Journal(string run) => new(Folder, run, 14);

    private static Exchange At(DateTimeOffset at) => new() { At = at, Took = TimeSpan.Zero, Method = "GET", Asked = "Patient", Address = "/fhir/Patient", Status = 200 };
}
