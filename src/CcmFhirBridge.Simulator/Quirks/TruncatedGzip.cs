using System.IO.Compression;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>A compressed answer of which only the first half is there.</summary>
public sealed class TruncatedGzip(Aim aim) : SpoiltAnswer(aim)
{
    protected override FhirAnswer Spoil(FhirAnswer answer)
    {
        using var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(answer.Body);
        return answer with { Location = null, ContentEncoding = "gzip", Body = whole.ToArray()[..(int)(whole.Length / 2)] };
    }
}
