using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>Builds our tree from YAML events, bounded in depth, and refuses what can make a small file big or hide a value.</summary>
internal sealed class YamlTreeBuilder(IParser parser, ProblemLog log)
{
    private const int MaxDepth = 32;

    public YamlMap? Build()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return Refuse(1, "yaml.empty", "the file is empty. Start from a template or an example.");
        parser.Consume<DocumentStart>();
        var root = Node(depth: 0);
        if (root is null)
            return null;
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            return Refuse(LineOf(second), "yaml.second-document", "a second document starts here. Keep one document in a file and remove '---'.");
        return root switch
        {
            YamlMap map => map,
            YamlText { IsNull: true } => Refuse(1, "yaml.empty", "the file is empty. Start from a template or an example."),
            _ => Refuse(root.Line, "yaml.not-a-mapping", "the file has to be a mapping of keys to values, such as 'name: value'."),
        };
    }

    // Null means that reading cannot go on; the problem is in the log.
    private YamlNode? Node(int depth)
    {
        if (depth > MaxDepth)
            return Stop(parser.Current!, "yaml.too-deep", $"values are nested more than {MaxDepth} deep. Nothing here needs that.");
        var read = parser.Consume<ParsingEvent>();
        if (read is AnchorAlias)
            return Stop(read, "yaml.alias", "aliases ('*name') are not allowed. Write the value out.");
        if (read is NodeEvent { Anchor.IsEmpty: false })
            return Stop(read, "yaml.anchor", "anchors ('&name') are not allowed. Write the value out.");
        if (read is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
            return Stop(read, "yaml.tag", "tags ('!name') are not allowed. Write the plain value.");
        return read switch
        {
            Scalar scalar => new YamlText(scalar.Value, scalar.Style == ScalarStyle.Plain, LineOf(scalar), ColumnOf(scalar)),
            SequenceStart start => List(start, depth),
            MappingStart start => Map(start, depth),
            _ => Stop(read, "yaml.syntax", "this is not YAML that can be read here."),
        };
    }

    private YamlList? List(SequenceStart start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (Node(depth + 1) is not { } item)
                return null;
            items.Add(item);
        }

        return new YamlList(items.DrainToImmutable(), LineOf(start), ColumnOf(start));
    }

    private YamlMap? Map(MappingStart start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(depth + 1) is not { } keyNode)
                return null;
            if (keyNode is not YamlText key)
                return (YamlMap?)Stop(keyNode.Line, "yaml.key", "a key has to be a plain word.");
            if (Node(depth + 1) is not { } value)
                return null;
            if (seen.TryAdd(key.Value, key.Line))
                entries.Add(new(key.Value, key.Line, value));
            else
                log.Add(key.Line, "yaml.duplicate-key", $"the key '{key.Value}' is already set on line {seen[key.Value]}. Keep one of the two.");
        }

        return new YamlMap(entries.DrainToImmutable(), LineOf(start), ColumnOf(start));
    }

    private YamlNode? Stop(ParsingEvent at, string code, string message) => Stop(LineOf(at), code, message);

    private YamlNode? Stop(int line, string code, string message) => Refuse(line, code, message);

    private YamlMap? Refuse(int line, string code, string message)
    {
        log.Add(line, code, message);
        return null;
    }

    private static int LineOf(ParsingEvent at) => Math.Max(1, checked((int)at.Start.Line));

    private static int ColumnOf(ParsingEvent at) => checked((int)at.Start.Column);
}
