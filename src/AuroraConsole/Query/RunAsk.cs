namespace AuroraConsole.Query;

/// <summary>What the bar is asked to run.</summary>
public enum RunAsk
{
    /// <summary>The selection, or the statement under the cursor.</summary>
    AtCursor,

    /// <summary>All statements.</summary>
    All,

    /// <summary>The plan of the statement under the cursor.</summary>
    Explain,

    /// <summary>The same, run and measured, then rolled back.</summary>
    ExplainAnalyze,
}
