using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace CcmFhirBridge.Server.Status;

/// <summary>
/// HTML in the making: what stands literally in an interpolated string is markup, what is filled in is text and is encoded, and only
/// another <see cref="HtmlText"/> is filled in as it is.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct HtmlText
{
    private readonly StringBuilder _html;

    public HtmlText(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (formattedCount * 16));

    public static HtmlText Empty => new(0, 0);

    public void AppendLiteral(string markup) => _html.Append(markup);

    public void AppendFormatted(string? text) => _html.Append(HtmlEncoder.Default.Encode(text ?? ""));

    public void AppendFormatted(int number) => _html.Append(number);

    public void AppendFormatted(HtmlText html) => _html.Append(html._html);

    public static HtmlText Of(HtmlText html) => html;

    public static HtmlText Each<T>(IEnumerable<T> items, Func<T, HtmlText> render)
    {
        var all = Empty;
        foreach (var item in items)
            all.AppendFormatted(render(item));
        return all;
    }

    public override string ToString() => _html.ToString();
}
