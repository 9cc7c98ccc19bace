namespace AuroraConsole.Query.Results;

/// <summary>Bytes that grow as they are written; whoever writes much empties it in time.</summary>
internal sealed class ByteBuffer(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes in it.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What was written, for asynchronous use.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends a byte.</summary>
    public void Write(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Drops what is beyond <paramref name="length"/>.</summary>
    public void Cut(int length) => Length = length;

    /// <summary>Drops all.</summary>
    public void Clear() => Length = 0;

    private void Reserve(int more)
    {
        if (more > _bytes.Length - Length)
            Array.Resize(ref _bytes, Math.Max(Length + more, _bytes.Length * 2));
    }
}
