using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Server.Status;

/// <summary>The one style sheet, and its hash, by which alone the page's policy lets it in.</summary>
internal static class StatusStyle
{
    private const string Sheet = """

        :root { color-scheme: light dark; --ink: #1c2430; --dim: #5a6575; --line: #d5dbe3; --paper: #ffffff; --back: #f4f6f9; --wrong: #a3161f; --waiting: #8a5300; --well: #1c6b3c; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --dim: #9aa7b8; --line: #343e4c; --paper: #1a212b; --back: #11161d; --wrong: #ff8a8a; --waiting: #f2b45c; --well: #7fd6a2; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem; max-width: 96rem; color: var(--ink); background: var(--back); font: 1rem/1.5 system-ui, sans-serif; }
        header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 0 0 .75rem; } h3 { font-size: 1rem; margin: 0; }
        header p { margin: 0; }
        section { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 1rem 0; overflow-x: auto; }
        section.calm h2 { margin: 0; color: var(--well); }
        article + article { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
        ul { list-style: none; margin: .25rem 0 0; padding: 0; } li { margin: .35rem 0; padding-left: 1.5rem; text-indent: -1.5rem; overflow-wrap: anywhere; }
        small { color: var(--dim); font-weight: normal; } table small { display: block; }
        code { display: inline-block; max-width: 100%; text-indent: 0; padding: 0 .3rem; border: 1px solid var(--line); border-radius: .25rem; background: var(--back); font: .85em/1.6 ui-monospace, monospace; }
        .mark { display: inline-block; width: 1.1rem; text-indent: 0; } .wrong .mark, td.wrong { color: var(--wrong); } .waiting .mark, td.waiting { color: var(--waiting); } td.well { color: var(--well); }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; vertical-align: top; padding: .5rem .6rem; border-bottom: 1px solid var(--line); }
        thead th { color: var(--dim); font-size: .85rem; font-weight: 600; vertical-align: bottom; } tbody tr:last-child > * { border-bottom: 0; }
        .n { text-align: right; } .month { display: block; white-space: nowrap; }
        .legend, footer { color: var(--dim); font-size: .85rem; } a { color: inherit; }
        @media (max-width: 70rem) {
          body { padding: .75rem; } code { display: inline; -webkit-box-decoration-break: clone; box-decoration-break: clone; } table, tbody { display: block; } thead { display: none; }
          tbody tr { display: grid; grid-template-columns: 1fr 1fr; column-gap: 2.5rem; padding: .5rem 0; border-bottom: 1px solid var(--line); } tbody tr:last-child { border-bottom: 0; }
          tbody th, td:not(.n) { grid-column: 1 / -1; } tbody th { padding: .25rem 0; border: 0; font-size: 1.05rem; }
          td { display: flex; justify-content: space-between; gap: 1rem; padding: .15rem 0; border: 0; text-align: right; }
          td::before { content: attr(data-label); color: var(--dim); text-align: left; }
        }

        """;

    /// <summary>The sheet, as markup of ours.</summary>
    public static HtmlText Html { get; } = Literal();

    /// <summary>Source expression of a content security policy that admits this sheet and no other.</summary>
    public static string PolicySource { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Sheet)))}'";

    private static HtmlText Literal()
    {
        var html = HtmlText.Empty;
        html.AppendLiteral(Sheet);
        return html;
    }
}
