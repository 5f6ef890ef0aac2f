using CcmFhirBridge.Pipeline.Access;

namespace CcmFhirBridge.Storage.Tests.Access;

public abstract class AccessStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private DateTimeOffset Now => Factory.Time.GetUtcNow();

    [Fact]
    public async Task A_client_is_kept_whole_and_its_id_is_taken_once()
    {
        var first = Client("c1") with { Keys = AccessClientKeys.At(new Uri("https://billing.example/keys?set=1")), Name = "Faktura \"Süd\"" };

        (await Store.AddClientAsync(first, default)).ShouldBeTrue();
        (await Store.AddClientAsync(Client("c2"), default)).ShouldBeTrue();
        (await Store.AddClientAsync(Client("c1") with { Name = "another one" }, default)).ShouldBeFalse();
        await ReopenAsync();

        (await Store.ClientsAsync(default)).ShouldBe([first, Client("c2")]);
        (await Store.ClientAsync("c1", default)).ShouldBe(first);
        (await Store.ClientAsync("C1", default)).ShouldBeNull();
        (await Store.ClientAsync("' OR 1=1 --", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_gives_what_was_granted_until_the_moment_it_expires()
    {
        await Store.AddClientAsync(Client("c1"), default);

        (await Store.IssueTokenAsync(Request("c1", "j1", "t1"), Now, default)).ShouldBe(TokenOutcome.Issued);

        (await Store.GrantAsync("t1", Now, default)).ShouldBe(new AccessGrant("c1", "Client c1", "system/Claim.rs"));
        (await Store.GrantAsync("t1", Now.AddSeconds(300).AddTicks(-1), default)).ShouldNotBeNull();
        (await Store.GrantAsync("t1", Now.AddSeconds(300), default)).ShouldBeNull();
        (await Store.GrantAsync("t2", Now, default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_assertion_is_used_once_by_its_client_whether_or_not_anything_was_granted()
    {
        await Store.AddClientAsync(Client("c1"), default);
        await Store.AddClientAsync(Client("c2"), default);

        (await Store.IssueTokenAsync(Request("c1", "j1", token: null), Now, default)).ShouldBe(TokenOutcome.Issued);
        (await Store.IssueTokenAsync(Request("c1", "j1", "t1"), Now, default)).ShouldBe(TokenOutcome.Replayed);
        (await Store.IssueTokenAsync(Request("c2", "j1", "t2"), Now, default)).ShouldBe(TokenOutcome.Issued);

        (await Store.GrantAsync("t1", Now, default)).ShouldBeNull("a replay keeps nothing");
        (await Store.GrantAsync("t2", Now, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_two_processes_with_the_same_assertion_one_gets_a_token()
    {
        await Store.AddClientAsync(Client("c1"), default);
        await using var other = await Factory.OpenAsync();

        for (var attempt = 0; attempt < 100; attempt++)
        {
            var outcomes = await Task.WhenAll(
                Store.IssueTokenAsync(Request("c1", $"j{attempt}", $"a{attempt}"), Now, default),
                other.IssueTokenAsync(Request("c1", $"j{attempt}", $"b{attempt}"), Now, default));
            outcomes.ShouldBe([TokenOutcome.Issued, TokenOutcome.Replayed], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Used_assertions_outlive_the_time_in_which_they_would_be_taken_and_then_go()
    {
        await Store.AddClientAsync(Client("c1"), default);
        await Store.IssueTokenAsync(Request("c1", "j1", "t1"), Now, default);

        (await Store.IssueTokenAsync(Request("c1", "j1", "t2"), Now.AddSeconds(330), default)).ShouldBe(TokenOutcome.Replayed);
        (await Store.IssueTokenAsync(Request("c1", "j1", "t3"), Now.AddSeconds(330).AddMinutes(10).AddTicks(1), default)).ShouldBe(TokenOutcome.Issued);
    }

    [Fact]
    public async Task Revoking_ends_tokens_at_once_and_is_said_once()
    {
        await Store.AddClientAsync(Client("c1"), default);
        await Store.AddClientAsync(Client("c2"), default);
        await Store.IssueTokenAsync(Request("c1", "j1", "t1"), Now, default);
        await Store.IssueTokenAsync(Request("c2", "j2", "t2"), Now, default);
        await using var other = await Factory.OpenAsync();

        var revoked = await Store.RevokeClientAsync("c1", new AccessChange(Now, "ann"), default);
        var again = await Store.RevokeClientAsync("c1", new AccessChange(Now.AddDays(1), "bob"), default);

        revoked!.Revoked.ShouldBe(new AccessChange(Now, "ann"));
        again.ShouldBe(revoked);
        (await Store.RevokeClientAsync("c9", new AccessChange(Now, "ann"), default)).ShouldBeNull();
        (await other.GrantAsync("t1", Now, default)).ShouldBeNull();
        (await other.GrantAsync("t2", Now, default)).ShouldNotBeNull();
        (await other.IssueTokenAsync(Request("c1", "j3", "t3"), Now, default)).ShouldBe(TokenOutcome.ClientChanged);
        (await Store.RotateClientAsync("c1", AccessClientKeys.Kept("{}"), new AccessChange(Now, "ann"), default)).ShouldBeNull();
        (await Store.ClientsAsync(default)).Select(client => client.Id).ShouldBe(["c1", "c2"]);
    }

    [Fact]
    public async Task Rotating_replaces_the_keys_and_ends_what_the_old_ones_brought()
    {
        await Store.AddClientAsync(Client("c1"), default);
        await Store.IssueTokenAsync(Request("c1", "j1", "t1"), Now, default);
        var change = new AccessChange(Now.AddMinutes(1), "ann");

        var rotated = await Store.RotateClientAsync("c1", AccessClientKeys.At(new Uri("https://billing.example/keys")), change, default);

        rotated.ShouldBe(Client("c1") with { Keys = AccessClientKeys.At(new Uri("https://billing.example/keys")), Rotated = change });
        (await Store.GrantAsync("t1", Now, default)).ShouldBeNull();
        (await Store.IssueTokenAsync(Request("c1", "j2", "t2"), Now, default)).ShouldBe(TokenOutcome.ClientChanged, "it was checked with the old keys");
        (await Store.IssueTokenAsync(Request("c1", "j2", "t2") with { Client = rotated! }, Now, default)).ShouldBe(TokenOutcome.Issued);
        (await Store.RotateClientAsync("c9", AccessClientKeys.Kept("{}"), change, default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_happened_to_a_client_can_neither_be_edited_nor_deleted()
    {
        await Store.AddClientAsync(Client("c1"), default);

        foreach (var sql in (string[])["UPDATE access_client_event SET scopes = 'system/*.cruds' WHERE tenant = @tenant", "DELETE FROM access_client_event WHERE tenant = @tenant"])
            (await Should.ThrowAsync<System.Data.Common.DbException>(() => Factory.TamperAsync(sql))).Message.ShouldContain("append-only");

        (await Store.ClientAsync("c1", default)).ShouldBe(Client("c1"));
    }

    private AccessClient Client(string id) => new()
    {
        Id = id,
        Name = "Client " + id,
        Scopes = "system/Claim.rs",
        Keys = AccessClientKeys.Kept("""{"keys":[]}"""),
        Created = new AccessChange(Now, "admin"),
    };

    private TokenRequest Request(string client, string assertion, string? token) => new()
    {
        Client = Client(client),
        AssertionHash = assertion,
        AssertionUntil = Now.AddSeconds(330),
        Token = token is null ? null : new TokenToKeep(token, "system/Claim.rs", Now.AddSeconds(300)),
    };
}

public sealed class SqliteAccessStoreTests() : AccessStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresAccessStoreTests() : AccessStoreBehaviour(new PostgresStoreFactory());
