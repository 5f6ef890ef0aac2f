using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>The questions whose answers are lengths of sessions, found by the bytes of a resource.</summary>
internal sealed class AnswerTable
{
    private sealed record Row(byte[] Question, byte[]? Questionnaire, LengthForm Form);

    private readonly Row[] _rows;

    private AnswerTable(ImmutableArray<MappedAnswer> answers)
    {
        _rows = [.. answers.Select(answer => new Row(Encoding.UTF8.GetBytes(answer.Question), answer.Questionnaire is { } of ? Encoding.UTF8.GetBytes(of) : null, answer.Form))];
        NamesQuestionnaires = Array.Exists(_rows, row => row.Questionnaire is not null);
        // None of them holds a line break.
        var rows = answers.Select(answer => $"{answer.Questionnaire}\n{answer.Question}\n{answer.Form}\n").Order(StringComparer.Ordinal);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(rows))))[..32];
    }

    /// <summary>Tells a table from another one; the order of its rows changes nothing.</summary>
    public string Hash { get; }

    /// <summary>Whether it matters which questionnaire was answered.</summary>
    public bool NamesQuestionnaires { get; }

    /// <summary>The table; null when there are no rows.</summary>
    public static AnswerTable? Of(ImmutableArray<MappedAnswer> answers) => answers.IsEmpty ? null : new AnswerTable(answers);

    /// <summary>How the answer to a question is written; null when the question is none of these.</summary>
    /// <param name="question">Its <c>linkId</c>.</param>
    /// <param name="questionnaire">What was answered, with or without a version; empty where nothing is named.</param>
    public LengthForm? FormOf(ReadOnlySpan<byte> question, ReadOnlySpan<byte> questionnaire)
    {
        var version = questionnaire.LastIndexOf((byte)'|');
        var canonical = version < 0 ? questionnaire : questionnaire[..version];
        foreach (var row in _rows)
        {
            if (question.SequenceEqual(row.Question) && (row.Questionnaire is null || canonical.SequenceEqual(row.Questionnaire)))
                return row.Form;
        }

        return null;
    }
}
