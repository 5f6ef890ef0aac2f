using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Tests.Resources;

/// <summary>Whose thread stores pages.</summary>
public abstract class StoredAsideBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_stores_pages_aside_goes_on_while_they_are_being_written()
    {
        Store.StoresAside = true;
        using var resume = new ManualResetEventSlim();
        IEnumerable<ResourceToStore> Slow()
        {
            resume.Wait(s_longest, CancellationToken.None).ShouldBeTrue("whoever asked goes on");
            yield return Projected.Patient("p1");
        }

        var storing = Store.StorePagesAsync([new PageToStore(1, new OneByOne(Slow()), null)], default);

        storing.IsCompleted.ShouldBeFalse();
        resume.Set();
        (await storing).ShouldBe([new StoredPage(1, 0, 0, 0, 0)]);
        (await Store.PatientsAsync(default)).ShouldHaveSingleItem();
    }

    private sealed class OneByOne(IEnumerable<ResourceToStore> resources) : IReadOnlyList<ResourceToStore>
    {
        public int Count => 1;

        public ResourceToStore this[int index] => resources.ElementAt(index);

        public IEnumerator<ResourceToStore> GetEnumerator() => resources.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

public sealed class SqliteStoredAsideTests() : StoredAsideBehaviour(new SqliteStoreFactory());

public sealed class PostgresStoredAsideTests() : StoredAsideBehaviour(new PostgresStoreFactory());
