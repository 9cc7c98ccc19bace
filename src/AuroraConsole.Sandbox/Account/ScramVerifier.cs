using System.Security.Cryptography;
using System.Text;

namespace AuroraConsole.Sandbox.Account;

/// <summary>What PostgreSQL keeps of a password (RFC 5802, SCRAM-SHA-256), made here so that the password itself is kept nowhere.</summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096;

    /// <summary><c>SCRAM-SHA-256$4096:SALT$STOREDKEY:SERVERKEY</c> with a fresh salt.</summary>
    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
