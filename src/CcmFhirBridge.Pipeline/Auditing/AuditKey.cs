using System.Security.Cryptography;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>The key of a home that signs the heads of its tenants' trails: ECDSA on P-384 with SHA-384.</summary>
public sealed class AuditKey : IAuditSigner, IDisposable
{
    private const int IdDigits = 16;

    private readonly ECDsa _key;

    private AuditKey(ECDsa key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..IdDigits];
    }

    /// <summary>The beginning of a hash over the public key.</summary>
    public string Id { get; }

    /// <summary>The public key as PEM: with it anybody can check the signed heads.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>The whole key as PEM: a secret.</summary>
    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem();

    public static AuditKey Make() => new(ECDsa.Create(ECCurve.NamedCurves.nistP384));

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is no private key on P-384.</exception>
    public static AuditKey OfPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: true).Curve.Oid.Value == ECCurve.NamedCurves.nistP384.Oid.Value)
                return new AuditKey(key);
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("It holds no private key.", wrong);
        }

        key.Dispose();
        throw new FormatException("Its key is not one on the curve P-384.");
    }

    public AuditAnchor Sign(string tenant, AuditHead head, DateTimeOffset at)
    {
        var signature = _key.SignData(AuditAnchor.ToBeSigned(tenant, head.Sequence, head.Hash, at), HashAlgorithmName.SHA384);
        return new AuditAnchor(head.Sequence, head.Hash, at, Id, Convert.ToBase64String(signature));
    }

    public bool IsGood(string tenant, AuditAnchor anchor)
    {
        if (anchor.Key != Id)
            return false;
        var signature = new byte[anchor.Signature.Length];
        return Convert.TryFromBase64String(anchor.Signature, signature, out var length)
            && Convert.ToBase64String(signature.AsSpan(0, length)) == anchor.Signature
            && _key.VerifyData(AuditAnchor.ToBeSigned(tenant, anchor.Sequence, anchor.Hash, anchor.At), signature.AsSpan(0, length), HashAlgorithmName.SHA384);
    }

    public void Dispose() => _key.Dispose();
}
