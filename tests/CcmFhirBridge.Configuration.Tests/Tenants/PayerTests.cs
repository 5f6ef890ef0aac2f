using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Configuration.Tests.RulePacks;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

/// <summary>The entries of <c>payers</c>: by whose rules which payer is billed.</summary>
public sealed class PayerTests : IDisposable
{
    private const string Entries = """

        payers:
          - payer: medicare-advantage
            payor: Organization/acme
            rules: acme-advantage
            confirmedBy: billing desk
            confirmedOn: 2026-01-15
            conflicts: { rpm: block, pcm: hold }
          - { payer: commercial, rules: us-medicare-ccm, confirmedBy: M. Rivera, confirmedOn: 2026-02-01, corrections: replacement }
          - { payer: medicare-part-b, conflicts: { tcm: warn } }

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "payer: commercial", "payer: comercial", "yaml.value", "Did you mean 'commercial'?" },
        { "payer: commercial", "payer: medicaid", "yaml.value", "Use one of: medicare-part-b, medicare-advantage, commercial." },
        { "payer: medicare-advantage\n    payor", "payor", "yaml.missing-key", "'payers[0].payer' is missing" },
        { "payor: Organization/acme", "payor: ACME Health", "yaml.value", "a reference such as Organization/acme" },
        { "rules: acme-advantage", "rules: acme-advantge", "tenant.unknown-pack", "no file payers/acme-advantge.yaml lies beside this one. Did you mean 'acme-advantage'?" },
        { "rules: acme-advantage", "rules: ../secrets", "yaml.value", "small letters, digits and hyphens" },
        { "rules: acme-advantage\n", "rules: hillside-plan\n", "tenant.unknown-pack", "Write it, or use 'us-medicare-ccm'" },
        { "    rules: acme-advantage\n", "", "yaml.missing-key", "'rules' is missing for 'medicare-advantage' of Organization/acme. Name the overlay" },
        { "rules: us-medicare-ccm", "rules: acme-advantage", "tenant.payer-rules", "holds the rules of a payer of the class 'medicare-advantage', and this entry is about 'commercial'" },
        { "payer: medicare-part-b,", "payer: medicare-part-b, rules: acme-advantage,", "tenant.payer-rules", "Medicare Part B goes by us-medicare-ccm and by nothing else" },
        { "    confirmedBy: billing desk\n", "", "yaml.missing-key", "'confirmedBy' is missing for 'medicare-advantage' of Organization/acme" },
        { ", confirmedOn: 2026-02-01", "", "yaml.missing-key", "'confirmedOn' is missing for 'commercial'. A payer is billed only by rules that somebody looked up" },
        { "confirmedOn: 2026-02-01", "confirmedOn: 2026-02-30", "yaml.value", "there is no such day" },
        { "payer: commercial", "payer: medicare-part-b", "tenant.duplicate-payer", "'medicare-part-b' already has an entry on line" },
        { "rpm: block", "rmp: block", "yaml.unknown-key", "unknown key 'payers[0].conflicts.rmp'" },
        { "rpm: block", "rpm: forbid", "yaml.value", "Use one of: allow, warn, hold, block." },
        { "pcm: hold", "pcm: allow", "tenant.conflict-floor", "it is never below hold" },
        { "corrections: replacement", "corrections: replace", "yaml.value", "Use one of: reopening, replacement." },
        { "payer: medicare-part-b,", "payer: medicare-part-b, corrections: replacement,", "tenant.payer-corrections", "Medicare Part B takes neither replacement nor void claims" },
        { "{ tcm: warn }", "{ ccm-elsewhere: warn }", "tenant.conflict-floor", "it is never below hold" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_clear_line(string piece, string replacement, string code, string words)
    {
        Entries.ShouldContain(piece);
        var at = Entries.IndexOf(piece, StringComparison.Ordinal);

        var result = Check(Entries.Remove(at, piece.Length).Insert(at, replacement));

        result.Tenant.ShouldBeNull();
        var problem = result.Problems.FirstOrDefault(found => found.Code == code && found.Message.Contains(words, StringComparison.Ordinal)).ShouldNotBeNull(string.Join('\n', result.Problems));
        problem.File.ShouldBe("lakeside.yaml");
        problem.Line.ShouldBeGreaterThan(TenantFiles.Smallest.Split('\n').Length);
        problem.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void A_mistake_in_an_overlay_names_the_entry_and_the_overlays_own_line()
    {
        var problem = Check(Entries, Overlays.With("value: 3", "value: three")).Problems.ShouldHaveSingleItem();

        problem.ToString().ShouldBe("lakeside.yaml:11: payers/acme-advantage.yaml:12: 'condition_groups_required.values.2026-01-01.value' has to be a whole number without quotes.");
    }

    [Fact]
    public void An_overlay_is_called_after_its_id() =>
        Check(Entries, Overlays.With("id: acme-advantage", "id: acme")).Problems.ShouldHaveSingleItem().Message
            .ShouldBe("payers/acme-advantage.yaml calls itself 'acme'. Rename the file to acme.yaml, or correct its id.");

    [Fact]
    public void Every_key_of_an_entry_arrives()
    {
        var payers = Check(Entries).Tenant.ShouldNotBeNull().Payers;

        payers.Select(payer => (payer.Payer, payer.Payor, payer.Overlay?.Id, payer.ConfirmedBy, payer.ConfirmedOn)).ShouldBe([
            ("medicare-advantage", "Organization/acme", "acme-advantage", "billing desk", new DateOnly(2026, 1, 15)),
            ("commercial", null, null, "M. Rivera", new DateOnly(2026, 2, 1)),
            ("medicare-part-b", null, null, null, null),
        ]);
        payers[0].Overlay!.Pack.Version.ShouldBe(Overlays.Read(Overlays.Acme).Version);
        payers[0].Conflicts.ShouldBe(new Dictionary<string, ConflictHandling> { ["pcm"] = ConflictHandling.Hold, ["rpm"] = ConflictHandling.Block }, ignoreOrder: true);
        payers.Select(payer => payer.TakesReplacements).ShouldBe([false, true, false]);
        payers[2].Conflicts["tcm"].ShouldBe(ConflictHandling.Warn);
    }

    [Fact]
    public void Whoever_says_nothing_of_payers_has_none() => TenantFiles.Good(TenantFiles.Smallest).Payers.ShouldBeEmpty();

    [Fact]
    public void The_revision_tells_of_a_changed_entry()
    {
        var before = Check(Entries).Tenant!.Revision;

        Check(Entries.Replace("tcm: warn", "tcm: hold", StringComparison.Ordinal)).Tenant!.Revision.ShouldNotBe(before);
    }

    private TenantFileResult Check(string entries, string overlay = Overlays.Acme)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, TenantFolder.OverlayFolder));
        _folder.Write("payers/acme-advantage.yaml", overlay);
        return TenantFile.Check(_folder.Write("lakeside.yaml", TenantFiles.Smallest + entries));
    }
}
