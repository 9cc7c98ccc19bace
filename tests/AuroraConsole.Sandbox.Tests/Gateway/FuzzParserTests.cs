using System.Buffers.Binary;
using System.Text;
using AuroraConsole.Sandbox.Gateway.Wire;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>The readers of first packets and passwords on random and mutated bytes: a packet, the end, or a refusal; nothing else.</summary>
public sealed class FuzzParserTests
{
    private const int Seed = 20261125;
    private const int Rounds = 60_000;

    [Fact]
    public async Task A_first_packet_is_read_or_refused()
    {
        var (read, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = HostileBytes.FirstPacket(new Random(Seed + round));
            try
            {
                var packet = await FirstPacket.ReadAsync(new Trickle(bytes), default);
                if (packet is null)
                {
                    Assert.Empty(bytes);
                    continue;
                }
                read++;
                // What goes on to the server is read back as the same introduction, without the options nobody knows.
                if (packet is not StartupMessage startup) continue;
                var again = Assert.IsType<StartupMessage>(await FirstPacket.ReadAsync(new MemoryStream(startup.ToBytes(0)), default));
                Assert.Equal((startup.User, startup.Database, 0, 0), (again.User, again.Database, again.Minor, again.Options.Count));
                Assert.Equal(startup.Parameters.Count - startup.Options.Count, again.Parameters.Count);
            }
            catch (RefusedException refusal)
            {
                refused++;
                AssertWellFormed(refusal, round);
            }
            catch (Exception unexpected)
            {
                throw new InvalidOperationException($"seed {Seed + round}: {Convert.ToHexString(bytes)}", unexpected);
            }
        }
        Assert.True(read > Rounds / 10 && refused > Rounds / 10, $"{read} read, {refused} refused");
    }

    [Fact]
    public async Task A_password_is_read_or_refused()
    {
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = HostileBytes.Password(new Random(Seed + round), "a-token");
            try
            {
                var password = await PasswordMessage.ReadAsync(new Trickle(bytes), default);
                Assert.True(HostileBytes.IsPassword(bytes) == password is not null, $"seed {Seed + round}: {Convert.ToHexString(bytes)}");
                if (password is not null) read++;
            }
            catch (RefusedException refusal)
            {
                Assert.False(HostileBytes.IsPassword(bytes), $"seed {Seed + round}: {refusal.Message}");
                AssertWellFormed(refusal, round);
            }
        }
        Assert.InRange(read, Rounds / 20, Rounds / 2);
    }

    private static void AssertWellFormed(RefusedException refusal, int round)
    {
        var message = new FatalError(refusal.SqlState, refusal.Message).ToBytes();
        Assert.True(HostileBytes.IsError((char)message[0], message[5..]), $"seed {Seed + round}: {Convert.ToHexString(message)}");
        Assert.Equal(message.Length - 1, BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1)));
    }

    /// <summary>A byte at a time, as a network may.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(buffer.Length, buffer.Length < 400 ? 1 : 1_000)], cancellationToken);
    }
}
