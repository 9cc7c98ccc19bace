namespace AuroraConsole.Query.Results.Formats;

/// <summary>Which part of a cell's text a piece is; long cells come in several.</summary>
[Flags]
internal enum CellPart
{
    /// <summary>Between the first and the last.</summary>
    Middle = 0,

    /// <summary>The first.</summary>
    First = 1,

    /// <summary>The last.</summary>
    Last = 2,

    /// <summary>All of it.</summary>
    Whole = First | Last,
}

/// <summary>Writes rows as text in one format. Columns are counted as they are written. A piece may end within a character.</summary>
internal interface IRowFormat
{
    /// <summary>What comes before the first row.</summary>
    void Begin(ByteBuffer output);

    /// <summary>What comes before a row's cells; rows count from 0.</summary>
    void BeginRow(ByteBuffer output, int row);

    /// <summary>A NULL.</summary>
    void Null(ByteBuffer output, int column);

    /// <summary>A piece of a cell.</summary>
    void Cell(ByteBuffer output, int column, ReadOnlySpan<byte> text, CellPart part);

    /// <summary>What comes after a row's cells.</summary>
    void EndRow(ByteBuffer output);

    /// <summary>What comes after the last of so many rows.</summary>
    void End(ByteBuffer output, int rows);
}
