using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Server.Workers;

/// <summary>
/// Spreads tenants over their sync interval. Those that begin together, at a start or when an EHR that serves them all is back, would otherwise
/// pass together ever after: their requests, their memory and their processor time all in the same seconds.
/// </summary>
public static class PassSpread
{
    /// <summary>
    /// How long a tenant waits after the first pass that went through: from a quarter of <paramref name="every"/>, exclusive, to the whole, inclusive, in whole
    /// seconds, and always the same for the same tenant. After that it waits for the whole.
    /// </summary>
    public static TimeSpan FirstWait(string tenant, TimeSpan every)
    {
        var seconds = (long)every.TotalSeconds;
        var place = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(tenant)));
        return every - TimeSpan.FromSeconds((seconds * 3 / 4 * place) >> 32);
    }
}
