using System.Buffers.Binary;
using AuroraConsole.Shared;

namespace AuroraConsole.Query.Results.Views;

/// <summary>
/// Sorts rows by keys of bytes in bounded memory, whatever their number: 4 MB of keys at a time are sorted, put on disk, and merged at the
/// end. A row is where it begins in its file, so rows of equal keys keep their order. What is on disk counts against the bound on results.
/// </summary>
internal sealed class RowSort(ResultStore store) : IDisposable
{
    private const int RunBytes = 4 << 20;
    private const int LongestKey = 4 * 1024;
    private readonly byte[] _keys = GC.AllocateUninitializedArray<byte>(RunBytes);
    private readonly List<int> _starts = [];
    private readonly List<(long From, long To)> _runs = [];
    private FileStream? _file;
    private long _onDisk;
    private int _used;
    private int _rows;

    /// <summary>Takes a row.</summary>
    /// <exception cref="ProblemException">507: no room on disk.</exception>
    public void Add(ReadOnlySpan<byte> key, long row)
    {
        // The row ends the key, so that no two are equal.
        var length = key.Length + sizeof(long);
        if (_used + sizeof(ushort) + length > RunBytes)
            Spill();
        BinaryPrimitives.WriteUInt16LittleEndian(_keys.AsSpan(_used), (ushort)length);
        key.CopyTo(_keys.AsSpan(_used + sizeof(ushort)));
        BinaryPrimitives.WriteInt64BigEndian(_keys.AsSpan(_used + sizeof(ushort) + key.Length), row);
        _starts.Add(_used);
        _used += sizeof(ushort) + length;
        _rows++;
    }

    /// <summary>The rows in order. Nothing can be added after.</summary>
    /// <exception cref="ProblemException">507: no room on disk.</exception>
    public long[] Finish(CancellationToken cancellationToken)
    {
        var order = new long[_rows];
        if (_runs.Count > 0)
        {
            Spill();
            Merge(order, cancellationToken);
            return order;
        }

        Sort();
        for (var at = 0; at < order.Length; at++)
            order[at] = RowOf(Record(_keys, _starts[at]));
        return order;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_file is null)
            return;
        store.Count(-_onDisk);
        _file.Dispose();
        File.Delete(_file.Name);
    }

    private static ReadOnlySpan<byte> Record(byte[] keys, int start) => keys.AsSpan(start + sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(keys.AsSpan(start)));

    private static long RowOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64BigEndian(record[^sizeof(long)..]);

    private void Sort() => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_starts).Sort(new ByRecord(_keys));

    private void Spill()
    {
        Sort();
        try
        {
            _file ??= store.Scratch();
            var from = _onDisk;
            var output = new ByteBuffer(256 * 1024);
            foreach (var start in _starts)
            {
                // As RowReader takes it: the length + 1 as a varint; at most two bytes here.
                var record = Record(_keys, start);
                var length = record.Length + 1;
                if (length >= 0x80)
                    output.Write((byte)(length | 0x80));
                output.Write((byte)(length >= 0x80 ? length >> 7 : length));
                output.Write(record);
                if (output.Length > 250 * 1024)
                    Flush(output);
            }

            Flush(output);
            _runs.Add((from, _onDisk));
        }
        catch (IOException full)
        {
            throw NoRoom(full);
        }

        _starts.Clear();
        _used = 0;
    }

    private void Flush(ByteBuffer output)
    {
        if (!store.HasRoom(_onDisk, output.Length))
            throw NoRoom();
        RandomAccess.Write(_file!.SafeFileHandle, output.Written, _onDisk);
        store.Count(output.Length);
        _onDisk += output.Length;
        output.Clear();
    }

    private void Merge(long[] order, CancellationToken cancellationToken)
    {
        var runs = _runs.ConvertAll(run => new Run(new RowReader(_file!.SafeFileHandle, run.From, run.To, LongestKey, 64 * 1024), run.To));
        try
        {
            var next = new PriorityQueue<Run, Run>(Comparer<Run>.Create(static (one, other) => one.Record.SequenceCompareTo(other.Record)));
            foreach (var run in runs.Where(run => run.Move()))
                next.Enqueue(run, run);
            for (var at = 0; at < order.Length; at++)
            {
                if (at % 65_536 == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                var run = next.Dequeue();
                order[at] = RowOf(run.Record);
                if (run.Move())
                    next.Enqueue(run, run);
            }
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    private static ProblemException NoRoom(Exception? inner = null) =>
        new(new Problem("There is no room on disk to sort so many rows. Filter first, or close tabs whose results are no longer needed.", "NoRoomToSort", StatusCodes.Status507InsufficientStorage), inner);

    private readonly struct ByRecord(byte[] keys) : IComparer<int>
    {
        public int Compare(int x, int y) => Record(keys, x).SequenceCompareTo(Record(keys, y));
    }

    private sealed class Run(RowReader reader, long end) : IDisposable
    {
        private readonly byte[] _record = new byte[LongestKey];
        private int _length;

        public ReadOnlySpan<byte> Record => _record.AsSpan(0, _length);

        public bool Move()
        {
            if (reader.Position >= end)
                return false;
            _length = (int)reader.Length();
            reader.Take(_length).CopyTo(_record);
            return true;
        }

        public void Dispose() => reader.Dispose();
    }
}
