using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Storage.Migrations;

/// <summary>One step of the schema; once released it is never edited, only followed by another.</summary>
/// <param name="Number">1, 2, ….</param>
/// <param name="Name">What it does.</param>
/// <param name="Sql">Script in the common subset, with the dialect's words in braces.</param>
/// <param name="AppendOnly">Tables that refuse updates and deletes from then on.</param>
internal sealed record Migration(int Number, string Name, string Sql, IReadOnlyList<string> AppendOnly)
{
    /// <summary>Fills what SQL alone cannot, after the script and in its transaction; null when there is nothing to fill.</summary>
    public Action<DbConnection, DbTransaction>? Fill { get; init; }

    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}
