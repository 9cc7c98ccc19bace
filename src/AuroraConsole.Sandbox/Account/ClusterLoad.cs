namespace AuroraConsole.Sandbox.Account;

/// <summary>What a running cluster takes from the machine, and what that is in Aurora's terms.</summary>
/// <remarks>
/// An ACU is about 2 GiB with the processor that goes with it (Aurora User Guide, "Aurora Serverless v2 capacity"); instances of
/// the memory classes have 8 GiB a core, so an ACU is a quarter of a core here. Capacity is what the busier of the two needs, in
/// steps of half an ACU, at least half an ACU while it runs, within the cluster's range.
/// </remarks>
/// <param name="BusyCores">Processor time over elapsed time.</param>
/// <param name="MemoryBytes">Resident memory.</param>
internal readonly record struct ClusterLoad(double BusyCores, long MemoryBytes)
{
    private const double AcuPerCore = 4;
    private const double BytesPerAcu = 2.0 * (1L << 30);
    private const double Step = 0.5;

    /// <summary><c>ServerlessDatabaseCapacity</c>, ACU.</summary>
    public double Capacity(double min, double max)
    {
        var needed = Math.Max(BusyCores * AcuPerCore, MemoryBytes / BytesPerAcu);
        return Math.Clamp(Math.Ceiling(needed / Step) * Step, Math.Min(Math.Max(min, Step), max), max);
    }

    /// <summary><c>CPUUtilization</c>, per cent of the processor that goes with the most ACU; without a range, of this machine's.</summary>
    public double Cpu(double? max) => Math.Min(100, 100 * BusyCores / (max / AcuPerCore ?? Environment.ProcessorCount));

    /// <summary><c>FreeableMemory</c>, bytes: what the most ACU have beyond what is used; without a range, what this machine has.</summary>
    public double FreeableMemory(double? max) => Math.Max(0, (max * BytesPerAcu ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) - MemoryBytes);
}
