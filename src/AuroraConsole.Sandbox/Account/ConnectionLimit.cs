namespace AuroraConsole.Sandbox.Account;

/// <summary><c>max_connections</c> by capacity, as Aurora PostgreSQL sets it at a start (Aurora User Guide, "Maximum connections for Aurora Serverless v2").</summary>
internal static class ConnectionLimit
{
    private const int Most = 5_000;
    private const int MostFromNearlyNothing = 2_000;

    /// <summary>The limit of a cluster's range; <c>null</c> for one without serverless capacity.</summary>
    /// <remarks>
    /// The guide's table (1 ACU 189, 4 823, 8 1,669, 16 3,360) is a line: 2 GiB an ACU less what the engine keeps, divided by 9,531,392 bytes.
    /// A minimum of 0 or 0.5 ACU caps it at 2,000.
    /// </remarks>
    public static int? Of(Cluster cluster) => (cluster.MinCapacity, cluster.MaxCapacity) is ({ } min, { } max)
        ? Math.Min((int)Math.Round(211.4 * max - 22.4), min <= 0.5 ? MostFromNearlyNothing : Most)
        : null;
}
