using System.Security.Cryptography;

namespace CcmFhirBridge.Homes;

/// <summary>A number that a home has for ever, in a file of its own: two homes on one machine are two places.</summary>
internal static class HomeId
{
    private const int Digits = 16;

    public static string Of(BridgeHome home)
    {
        var path = Path.Combine(home.Data, "home.id");
        if (!File.Exists(path))
        {
            // Written aside and moved without overwriting: of two processes that begin together the first one names the home.
            var aside = $"{path}.{Environment.ProcessId}";
            PrivateFile.Write(aside, RandomNumberGenerator.GetHexString(Digits, lowercase: true));
            try
            {
                File.Move(aside, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(aside);
            }
        }

        return File.ReadAllText(path).Trim();
    }
}
