namespace AuroraConsole.Query.Plans;

/// <summary>What a step used.</summary>
/// <param name="Ms">Milliseconds on the wall: the work of parallel processes is shared out among them.</param>
/// <param name="Hit">Blocks of 8 kB found in PostgreSQL's memory.</param>
/// <param name="Read">Blocks fetched from below.</param>
/// <param name="Dirtied">Blocks changed.</param>
/// <param name="Written">Blocks written out meanwhile.</param>
/// <param name="TempRead">Blocks of temporary files read.</param>
/// <param name="TempWritten">Blocks of temporary files written.</param>
public readonly record struct PlanUsage(double Ms, double Hit, double Read, double Dirtied, double Written, double TempRead, double TempWritten)
{
    /// <summary>What is left without <paramref name="part"/>; never below 0, since clocks and shares are not exact.</summary>
    public PlanUsage Without(PlanUsage part) => Each(this, part, (whole, less) => Math.Max(0, whole - less));

    /// <summary>The smaller of each.</summary>
    public PlanUsage AtMost(PlanUsage bound) => Each(this, bound, Math.Min);

    private static PlanUsage Each(PlanUsage a, PlanUsage b, Func<double, double, double> of) => new(
        of(a.Ms, b.Ms), of(a.Hit, b.Hit), of(a.Read, b.Read), of(a.Dirtied, b.Dirtied), of(a.Written, b.Written), of(a.TempRead, b.TempRead), of(a.TempWritten, b.TempWritten));
}
