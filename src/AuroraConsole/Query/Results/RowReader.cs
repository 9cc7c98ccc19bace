using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace AuroraConsole.Query.Results;

/// <summary>Reads cells one after the other with positioned reads, so that any number of readers share the file with its writer.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">Where to begin.</param>
/// <param name="end">Where what may be read ends.</param>
/// <param name="bufferSize">The longest piece that <see cref="Take"/> can give.</param>
/// <param name="readAhead">Bytes asked of the disk at a time, unless a piece needs more.</param>
internal sealed class RowReader(SafeFileHandle file, long offset, long end, int bufferSize, int readAhead) : IDisposable
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
    private long _start = offset;
    private int _at;
    private int _filled;

    /// <summary>Where in the file the next byte comes from.</summary>
    public long Position => _start + _at;

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
            Refill((int)Math.Min(count, _buffer.Length));
        var length = (int)Math.Min(count, _filled - _at);
        _at += length;
        return _buffer.AsSpan(_at - length, length);
    }

    /// <summary>Passes over bytes, without reading them from the disk where that is possible.</summary>
    public void Skip(long count)
    {
        if (count <= _filled - _at)
            _at += (int)count;
        else
            Seek(Position + count);
    }

    /// <summary>Goes to a place where a cell begins, or where one's bytes do.</summary>
    public void Seek(long position)
    {
        if (position >= _start && position <= _start + _filled)
        {
            _at = (int)(position - _start);
            return;
        }

        _start = position;
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

    private void Refill(int wanted)
    {
        _buffer.AsSpan(_at, _filled - _at).CopyTo(_buffer);
        _start += _at;
        _filled -= _at;
        _at = 0;
        Read(wanted - _filled);
    }

    private void Fill()
    {
        _start += _at;
        _at = _filled = 0;
        Read(1);
        if (_filled == 0)
            throw new EndOfStreamException("A stored result ends before its last row.");
    }

    private void Read(int least)
    {
        var from = _start + _filled;
        var wanted = (int)Math.Min(Math.Min(_buffer.Length - _filled, Math.Max(least, readAhead)), end - from);
        if (wanted > 0)
            _filled += RandomAccess.Read(file, _buffer.AsSpan(_filled, wanted), from);
    }
}
