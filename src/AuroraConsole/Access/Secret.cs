using System.Security.Cryptography;
using System.Text;
using AuroraConsole.Shared;

namespace AuroraConsole.Access;

/// <summary>Random secrets of 256 bits and their comparison in constant time.</summary>
internal static class Secret
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    // Hashed first, so that not even the length can be learned from the time it takes.
    public static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));

    /// <summary>The secret kept in a file of mode 0600, made when there is none.</summary>
    public static string Keep(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 64 } kept)
            return kept;
        var made = New();
        PrivateFiles.Replace(path, Encoding.ASCII.GetBytes(made + "\n"));
        return made;
    }
}
