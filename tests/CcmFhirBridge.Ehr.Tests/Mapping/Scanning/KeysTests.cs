using System.Text;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Tests.Mapping.Scanning;

public class KeysTests
{
    private static readonly Keys All = Keys.Of(Enum.GetValues<Key>().AsSpan()[1..]);

    [Fact]
    public void Every_wanted_name_is_found_and_no_other()
    {
        foreach (var key in Enum.GetValues<Key>().Skip(1))
        {
            All.Find(Keys.NameOf(key)).ShouldBe(key);
            Keys.Of(key).Find(Keys.NameOf(key)).ShouldBe(key);
            new Keys(~Keys.Of(key).Low, ~Keys.Of(key).High).Find(Keys.NameOf(key)).ShouldBe(Key.None);
            All.Find([.. Keys.NameOf(key), (byte)'x']).ShouldBe(Key.None);
        }

        All.Find(default).ShouldBe(Key.None);
    }

    [Fact]
    public void Names_are_written_as_fhir_writes_them() =>
        Encoding.UTF8.GetString(Keys.NameOf(Key.CareTeamSequence)).ShouldBe("careTeamSequence");
}
