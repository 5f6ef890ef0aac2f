using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>The codes of a practice's own that are read as others as well, found by the bytes of a resource.</summary>
internal sealed class CodeTable
{
    private sealed record Row(byte[] System, byte[] Code, CodeSystem TargetSystem, byte[] TargetCode);

    private readonly Row[] _rows;

    private CodeTable(ImmutableArray<MappedCode> codes)
    {
        _rows = [.. codes.Select(RowOf)];
        Array.Sort(_rows, (left, right) => Compare(left, right.System, right.Code));
        Hash = HashOf(codes);
    }

    /// <summary>Tells a table from another one; the order of its rows changes nothing.</summary>
    public string Hash { get; }

    /// <summary>The table; null when there are no rows.</summary>
    public static CodeTable? Of(ImmutableArray<MappedCode> codes) => codes.IsEmpty ? null : new CodeTable(codes);

    /// <summary>What a code is read as; <paramref name="system"/> is as the resource writes it, empty where it names none. Allocates nothing.</summary>
    public bool TryFind(ReadOnlySpan<byte> system, ReadOnlySpan<byte> code, out CodeSystem targetSystem, out ReadOnlySpan<byte> targetCode)
    {
        var (low, high) = (0, _rows.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Compare(_rows[middle], system, code);
            if (order == 0)
            {
                targetSystem = _rows[middle].TargetSystem;
                targetCode = _rows[middle].TargetCode;
                return true;
            }

            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        targetSystem = CodeSystem.Absent;
        targetCode = default;
        return false;
    }

    private static Row RowOf(MappedCode code) => new(
        Encoding.UTF8.GetBytes(code.System ?? ""), Encoding.UTF8.GetBytes(code.Code),
        CodeSystems.Of(Encoding.UTF8.GetBytes(code.TargetSystem)), Encoding.UTF8.GetBytes(code.TargetCode));

    private static int Compare(Row row, ReadOnlySpan<byte> system, ReadOnlySpan<byte> code)
    {
        var order = row.Code.AsSpan().SequenceCompareTo(code);
        return order != 0 ? order : row.System.AsSpan().SequenceCompareTo(system);
    }

    // No text of a row holds a line break.
    private static string HashOf(ImmutableArray<MappedCode> codes)
    {
        var rows = codes.Select(code => $"{code.From}\n{code.TargetSystem}|{code.TargetCode}\n").Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(rows))))[..32];
    }
}
