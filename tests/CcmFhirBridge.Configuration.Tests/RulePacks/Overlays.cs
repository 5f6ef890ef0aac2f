using System.Text;
using CcmFhirBridge.Configuration.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.RulePacks;

/// <summary>The overlay of an invented plan, and changes to it.</summary>
internal static class Overlays
{
    public const string Acme = """
        id: acme-advantage
        extends: us-medicare-ccm
        payer: medicare-advantage
        first_month: 2026-02
        verified_through: 2026-11-30
        citations:
          - { id: acme-manual, title: "ACME provider manual" }
        condition_groups_required:
          unit: group
          confidence: primary
          values:
            2026-01-01: { value: 3, source: [acme-manual] }
        codes:
          "99439":
            confidence: primary
            units_per_month_max:
              values:
                2026-04-01: { value: 1, source: [acme-manual] }
          "99490":
            confidence: secondary
            amount_non_facility:
              unit: USD
              values:
                2026-01-01: { value: 62.00, source: [acme-manual] }
                2026-07-01: { value: null, source: [acme-manual] }
          "99491":
            confidence: primary
            paid:
              values:
                2026-04-01: { value: false, source: [acme-manual] }
        other_services:
          tcm:
            confidence: primary
            handling:
              values:
                2026-04-01: { default: block, source: [acme-manual] }
          rpm:
            confidence: primary
            codes:
              values:
                2026-01-01: { value: ["99457"], source: [acme-manual] }

        """;

    public static RulePack Read(string overlay) =>
        RulePackReader.ReadOverlay(EmbeddedRulePacks.UsMedicareCcm(), Encoding.UTF8.GetBytes(overlay), "payers/acme-advantage.yaml");

    /// <summary>The overlay with one piece replaced; the piece must be there.</summary>
    public static string With(string piece, string replacement)
    {
        Acme.ShouldContain(piece);
        var at = Acme.IndexOf(piece, StringComparison.Ordinal);
        return Acme.Remove(at, piece.Length).Insert(at, replacement);
    }
}
