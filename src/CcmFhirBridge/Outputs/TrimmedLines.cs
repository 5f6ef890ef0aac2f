using System.Text;

namespace CcmFhirBridge.Outputs;

/// <summary>Passes text on without the spaces that pad a line's end, so that it can be compared, mailed and pasted.</summary>
internal sealed class TrimmedLines(TextWriter output) : TextWriter
{
    private int _held;

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var text = buffer.IndexOfAnyExcept(' ');
            _held += text < 0 ? buffer.Length : text;
            if (text < 0)
                return;
            buffer = buffer[text..];
            if (buffer[0] is not ('\n' or '\r'))
                output.Write(new string(' ', _held));
            _held = 0;
            var end = buffer.IndexOf(' ');
            output.Write(end < 0 ? buffer : buffer[..end]);
            buffer = end < 0 ? [] : buffer[end..];
        }
    }

    public override void Flush() => output.Flush();
}
