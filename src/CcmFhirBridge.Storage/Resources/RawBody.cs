using System.Buffers;
using System.IO.Compression;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>Stored bytes behind one format byte: 0 as they are, 1 Brotli with the length before.</summary>
internal static class RawBody
{
    private const byte Plain = 0;
    private const byte Brotli = 1;
    // A higher one costs four times the time for a tenth of the bytes.
    private const int Quality = 1;
    private const int Window = 18;
    private const int Header = 1 + sizeof(int);

    public static byte[] Pack(ReadOnlySpan<byte> body)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Header + BrotliEncoder.GetMaxCompressedLength(body.Length));
        try
        {
            if (BrotliEncoder.TryCompress(body, rented.AsSpan(Header), out var written, Quality, Window) && written + Header < body.Length)
            {
                rented[0] = Brotli;
                System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(rented.AsSpan(1), body.Length);
                return rented.AsSpan(0, Header + written).ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        var plain = new byte[body.Length + 1];
        plain[0] = Plain;
        body.CopyTo(plain.AsSpan(1));
        return plain;
    }

    public static ReadOnlyMemory<byte> Unpack(byte[] stored)
    {
        if (stored is [Plain, ..])
            return stored.AsMemory(1);
        if (stored is [Brotli, ..] && stored.Length >= Header)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(stored.AsSpan(1));
            var body = length >= 0 ? new byte[length] : [];
            if (BrotliDecoder.TryDecompress(stored.AsSpan(Header), body, out var written) && written == length)
                return body;
        }

        throw new StoreException(StoreFailure.Corrupt, "A stored body cannot be unpacked: the file is damaged. Restore the last backup.");
    }
}
