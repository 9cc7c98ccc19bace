namespace AuroraConsole.Tokens;

/// <summary>Minting.</summary>
public static class TokensSetup
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddTokens(this IServiceCollection services) => services.AddSingleton<TokenMinter>();
}
