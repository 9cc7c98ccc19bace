using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace AuroraConsole.Query.Results;

/// <summary>Reads cells one after the other with positioned reads, so that any number of readers share the file with its writer.</summary>
internal sealed class RowReader(SafeFileHandle file, long offset, long end, int bufferSize) : IDisposable
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
    private long _next = offset;
    private int _at;
    private int _filled;

    /// <summary>The length of the next cell in bytes; −1: NULL. Its bytes follow by <see cref="Take"/> and <see cref="Skip"/>.</summary>
    public long Length()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (_at == _filled)
                Fill();
            var part = _buffer[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return (long)value - 1;
        }
    }

    /// <summary>
    /// The next bytes in one piece, at most <paramref name="count"/> and perhaps fewer when they do not fit the buffer; valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count > _filled - _at)
            Refill();
        var length = (int)Math.Min(count, _filled - _at);
        _at += length;
        return _buffer.AsSpan(_at - length, length);
    }

    /// <summary>Passes over bytes, without reading them from the disk where that is possible.</summary>
    public void Skip(long count)
    {
        var buffered = (int)Math.Min(count, _filled - _at);
        _at += buffered;
        _next += count - buffered;
        if (count > buffered)
            _at = _filled = 0;
    }

    /// <summary>Passes over a cell.</summary>
    public void SkipCell()
    {
        if (Length() is > 0 and var length)
            Skip(length);
    }

    /// <inheritdoc />
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Refill()
    {
        _buffer.AsSpan(_at, _filled - _at).CopyTo(_buffer);
        _filled -= _at;
        _at = 0;
        Read();
    }

    private void Fill()
    {
        _at = _filled = 0;
        Read();
        if (_filled == 0)
            throw new EndOfStreamException("A stored result ends before its last row.");
    }

    private void Read()
    {
        var wanted = (int)Math.Min(_buffer.Length - _filled, end - _next);
        if (wanted <= 0)
            return;
        var got = RandomAccess.Read(file, _buffer.AsSpan(_filled, wanted), _next);
        _filled += got;
        _next += got;
    }
}
